using System.Runtime.CompilerServices;

namespace Ganban.Kernels.MatMul;

/// <summary>Zeroed memory that starts at a cache line and stays where it is as long as the object lives.</summary>
internal sealed unsafe class AlignedMemory
{
    private const int LineBytes = 64;

    // Keeps the memory alive; on the pinned heap it does not move.
    private readonly byte[] _array;

    public AlignedMemory(long bytes)
    {
        Bytes = bytes;
        _array = GC.AllocateArray<byte>(checked((int)(bytes + LineBytes)), pinned: true);
        var start = (nuint)Unsafe.AsPointer(ref _array[0]);
        Start = (byte*)((start + LineBytes - 1) & ~(nuint)(LineBytes - 1));
    }

    /// <summary>The first byte.</summary>
    public byte* Start { get; }

    /// <summary>How many bytes there are.</summary>
    public long Bytes { get; }
}
