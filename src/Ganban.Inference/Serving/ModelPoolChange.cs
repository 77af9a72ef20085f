namespace Ganban.Inference.Serving;

/// <summary>A model of a pool was opened or closed.</summary>
/// <param name="Path">Its file.</param>
/// <param name="IsOpen">Whether it is open now.</param>
/// <param name="Bytes">What it takes of the pool's memory budget while it is open; 0 for one that is kept.</param>
/// <param name="LoadTime">How long opening it took; null when it was closed.</param>
public sealed record ModelPoolChange(string Path, bool IsOpen, long Bytes, TimeSpan? LoadTime);
