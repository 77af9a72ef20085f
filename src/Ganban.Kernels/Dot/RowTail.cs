using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Ganban.Kernels.Dot;

/// <summary>The ends of a stream of blocks: what is fetched ahead, and what is left over of eight blocks.</summary>
internal static unsafe class RowTail
{
    // 4 to 8 KB ahead are alike; without, a row stream was measured to lose 20 to 40 %.
    private const int BytesAhead = 4096;

    /// <summary>Asks for the memory that will be read some blocks later. It may lie beyond the end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Prefetch<TBlock>(TBlock* place, int blocks)
        where TBlock : unmanaged
    {
        Fetch((TBlock*)((byte*)place + BytesAhead), blocks);
    }

    /// <summary>Asks for blocks that will be read soon. They may lie beyond the end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Fetch<TBlock>(TBlock* place, int blocks)
        where TBlock : unmanaged
    {
        byte* ahead = (byte*)place;
        Sse.Prefetch0(ahead);
        Sse.Prefetch0(ahead + 64);
        if (blocks * sizeof(TBlock) > 128)
        {
            Sse.Prefetch0(ahead + 128);
        }

        if (blocks * sizeof(TBlock) > 192)
        {
            Sse.Prefetch0(ahead + 192);
        }

        if (blocks * sizeof(TBlock) > 256)
        {
            Sse.Prefetch0(ahead + 256);
        }
    }

    /// <summary>Copies fewer than eight blocks and makes the others zero: they add nothing.</summary>
    public static void Copy<TBlock>(TBlock* source, int blocks, TBlock* eight)
        where TBlock : unmanaged
    {
        new ReadOnlySpan<TBlock>(source, blocks).CopyTo(new Span<TBlock>(eight, 8));
        new Span<TBlock>(eight + blocks, 8 - blocks).Clear();
    }
}
