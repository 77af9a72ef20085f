namespace Ganban.Inference.Models.Decoders;

/// <summary>Which two numbers of a head are turned together, as a family's rows stand in the file.</summary>
internal enum RotaryPairing
{
    /// <summary>Neighbours (2i, 2i + 1).</summary>
    Neighbours,

    /// <summary>One of each half (i, i + dimensions / 2).</summary>
    Halves,
}
