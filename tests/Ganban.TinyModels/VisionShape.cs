namespace Ganban.TinyModels;

/// <summary>
/// The sizes of the tiny vision tower: more patches than pass together, heads that fill no vector, and more tokens than
/// a block of keys and values holds.
/// </summary>
internal static class VisionShape
{
    public const int ImageSide = 72;
    public const int PatchSide = 3;
    public const int Layers = 2;
    public const int Width = 48;
    public const int Heads = 2;
    public const int FeedForward = 80;

    public const int Patches = ImageSide / PatchSide * (ImageSide / PatchSide);
}
