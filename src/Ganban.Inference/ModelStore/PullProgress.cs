namespace Ganban.Inference.ModelStore;

/// <summary>How far the fetching or copying of a model is.</summary>
/// <param name="File">The file in work.</param>
/// <param name="BytesDone">Bytes of it that are there.</param>
/// <param name="Bytes">Bytes that it will have.</param>
public readonly record struct PullProgress(string File, long BytesDone, long Bytes);
