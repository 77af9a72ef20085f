namespace Ganban.Inference.Images;

/// <summary>An image in black and white that says which part of another changes.</summary>
/// <param name="Image">The file.</param>
/// <param name="ChangesWhite">Whether what is white changes, and not what is black.</param>
public sealed record ImageMask(ReadOnlyMemory<byte> Image, bool ChangesWhite);
