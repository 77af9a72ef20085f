using System.Runtime.Intrinsics;

namespace Ganban.Kernels.MatMul;

/// <summary>
/// How quantised weights of one format are multiplied by vectors of one width. All give the bits of
/// <see cref="Dot.GroupDot"/>.
/// </summary>
/// <typeparam name="TBlock">The block as it lies in a file.</typeparam>
internal unsafe interface IGroupProduct<TBlock>
    where TBlock : unmanaged
{
    /// <summary>Numbers in a block, 32 or 256.</summary>
    static abstract int Elements { get; }

    /// <summary>Bytes of an activation and of an unpacked weight, 1 or 2.</summary>
    static abstract int NumberBytes { get; }

    /// <summary>Eight groups of a row times eight groups of a token: what is added to the lanes.</summary>
    /// <param name="blocks">The block, or the first of eight.</param>
    /// <param name="x">256 activations.</param>
    /// <param name="scales">Their eight scales.</param>
    /// <param name="sums">Their eight sums.</param>
    /// <param name="lanes">The sums so far.</param>
    static abstract Vector256<float> AddEight(
        byte* blocks, byte* x, float* scales, float* sums, Vector256<float> lanes);

    /// <summary>Takes eight groups of a row apart.</summary>
    /// <param name="blocks">The block, or the first of eight.</param>
    /// <param name="values">Takes 256 weights.</param>
    /// <param name="scales">Takes eight scales.</param>
    /// <param name="minima">Takes eight minima, where the format has some.</param>
    static abstract void UnpackEight(byte* blocks, byte* values, float* scales, float* minima);

    /// <summary>Multiplies a panel with four tokens into its tile.</summary>
    /// <param name="panel">The rows.</param>
    /// <param name="x">The tokens.</param>
    /// <param name="t0">The first token's number; the others' follow, and may be the same.</param>
    /// <param name="t1">The second token.</param>
    /// <param name="t2">The third token.</param>
    /// <param name="t3">The fourth token.</param>
    static abstract void Tile(Panel panel, QuantizedTokens x, int t0, int t1, int t2, int t3);
}
