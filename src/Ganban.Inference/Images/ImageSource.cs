namespace Ganban.Inference.Images;

/// <summary>An image that another is made from.</summary>
/// <param name="Image">The file.</param>
/// <param name="Change">
/// How much it changes, from 0 (not at all) to 1 (nothing of it stays); null is left to the engine.
/// </param>
/// <param name="Mask">Which part of it changes; null for all of it.</param>
public sealed record ImageSource(ReadOnlyMemory<byte> Image, double? Change, ImageMask? Mask);
