using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Ganban.Kernels.MatMul;

/// <summary>
/// A thread's memory for 32 rows of weights, unpacked and turned so that a vector lane belongs to a row. Groups of 32
/// columns are ordered as their products are added (<see cref="Dot.GroupDot"/>): groups 0, 8, 16 …, then 1, 9, 17 ….
/// <code>
/// cell of a group: [4 bytes of columns] × [32 rows], 8 (bytes) or 16 (16-bit numbers) times; 32 scales; 32 minima
/// </code>
/// </summary>
internal sealed unsafe class Panel
{
    /// <summary>Rows of a panel.</summary>
    public const int Rows = 32;

    /// <summary>Tokens that are multiplied with a panel at once.</summary>
    public const int TileTokens = 4;

    private const int HalfRows = 16;
    private const int RowBytesMax = 512; // 256 numbers of 16 bits

    private readonly AlignedMemory _rows = new(HalfRows * RowBytesMax);
    private readonly AlignedMemory _rowScales = new(2 * HalfRows * 8 * sizeof(float));
    private readonly AlignedMemory _lanes = new(8 * TileTokens * Rows * sizeof(float));
    private readonly AlignedMemory _tile = new(TileTokens * Rows * sizeof(float));
    private readonly AlignedMemory _tail = new(256 * sizeof(float));
    private AlignedMemory _cells = new(0);
    private AlignedMemory _scales = new(0);

    /// <summary>Sums of the eight lanes of a tile: `[8 × tokens × rows]`.</summary>
    public float* Lanes => (float*)_lanes.Start;

    /// <summary>A tile's results, `[tokens × rows]`.</summary>
    public float* Tile => (float*)_tile.Start;

    /// <summary>Room for eight blocks of 32, to complete the last ones of a row.</summary>
    public byte* Tail => _tail.Start;

    /// <summary>The cells, in the order in which they are added.</summary>
    public byte* Cells => _cells.Start;

    /// <summary>32 scales and 32 minima for each cell.</summary>
    public float* Scales => (float*)_scales.Start;

    /// <summary>Where a row of half a panel is unpacked, 256 numbers of `numberBytes` bytes.</summary>
    public byte* Row(int row, int numberBytes) => _rows.Start + (row * 256 * numberBytes);

    /// <summary>Where the eight scales of a row are unpacked.</summary>
    public float* RowScales(int row) => (float*)_rowScales.Start + (row * 8);

    /// <summary>Where the eight minima of a row are unpacked.</summary>
    public float* RowMinima(int row) => (float*)_rowScales.Start + ((HalfRows + row) * 8);

    /// <summary>Makes room for `groups` cells of `numberBytes` bytes for each number.</summary>
    public void Reserve(int groups, int numberBytes)
    {
        var bytes = (long)groups * Rows * 32 * numberBytes;
        if (_cells.Bytes < bytes)
        {
            _cells = new AlignedMemory(bytes);
        }

        if (_scales.Bytes < (long)groups * 2 * Rows * sizeof(float))
        {
            _scales = new AlignedMemory((long)groups * 2 * Rows * sizeof(float));
        }
    }

    /// <summary>Makes the unpacked rows from `first` on zero, those that the matrix does not have.</summary>
    public void ClearRows(int first, int numberBytes)
    {
        for (int row = first; row < HalfRows; row++)
        {
            new Span<byte>(Row(row, numberBytes), 256 * numberBytes).Clear();
            new Span<float>(RowScales(row), 8).Clear();
            new Span<float>(RowMinima(row), 8).Clear();
        }
    }

    /// <summary>Turns sixteen unpacked rows of eight groups into half of eight cells.</summary>
    /// <param name="step">Groups 8·step to 8·step + 7.</param>
    /// <param name="steps">How many eights of groups there are.</param>
    /// <param name="half">0 for rows 0 to 15, 1 for rows 16 to 31.</param>
    /// <param name="numberBytes">Bytes of a number.</param>
    public void Turn(int step, int steps, int half, int numberBytes)
    {
        int cellBytes = Rows * 32 * numberBytes, rowBytes = 256 * numberBytes;
        byte* source = _rows.Start;
        byte* cell = Cells + ((long)step * cellBytes) + (half * HalfRows * sizeof(int));
        for (int lane = 0; lane < 8; lane++)
        {
            byte* target = cell;
            for (int part = 0; part < 2 * numberBytes; part++)
            {
                Turn(source, rowBytes, target, Rows * sizeof(int));
                source += 16;
                target += 4 * Rows * sizeof(int);
            }

            cell += (long)steps * cellBytes;
        }

        byte* scales = (byte*)(Scales + (step * 2 * Rows) + (half * HalfRows));
        int stride = steps * 2 * Rows * sizeof(float);
        Turn((byte*)RowScales(0), 32, scales, stride);
        Turn((byte*)RowScales(0) + 16, 32, scales + (4L * stride), stride);
        if (numberBytes == 1)
        {
            scales += Rows * sizeof(float);
            Turn((byte*)RowMinima(0), 32, scales, stride);
            Turn((byte*)RowMinima(0) + 16, 32, scales + (4L * stride), stride);
        }
    }

    /// <summary>Sixteen rows of four 32-bit words become four columns of sixteen.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Turn(byte* source, int stride, byte* target, long targetStride)
    {
        if (Avx512F.IsSupported)
        {
            Turn16(source, stride, target, targetStride);
        }
        else
        {
            Turn8(source, stride, target, targetStride);
            Turn8(source + (8 * stride), stride, target + 32, targetStride);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Turn16(byte* source, int stride, byte* target, long targetStride)
    {
        Vector512<int> r0 = Quarter(source, stride);
        Vector512<int> r1 = Quarter(source + stride, stride);
        Vector512<int> r2 = Quarter(source + (2 * stride), stride);
        Vector512<int> r3 = Quarter(source + (3 * stride), stride);
        Vector512<long> low01 = Avx512F.UnpackLow(r0, r1).AsInt64(), high01 = Avx512F.UnpackHigh(r0, r1).AsInt64();
        Vector512<long> low23 = Avx512F.UnpackLow(r2, r3).AsInt64(), high23 = Avx512F.UnpackHigh(r2, r3).AsInt64();
        Avx512F.UnpackLow(low01, low23).Store((long*)target);
        Avx512F.UnpackHigh(low01, low23).Store((long*)(target + targetStride));
        Avx512F.UnpackLow(high01, high23).Store((long*)(target + (2 * targetStride)));
        Avx512F.UnpackHigh(high01, high23).Store((long*)(target + (3 * targetStride)));
    }

    // Rows 0, 4, 8 and 12 from here on, in the four lanes.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Quarter(byte* source, int stride)
    {
        Vector256<int> lower = Half(source, stride), upper = Half(source + (8 * stride), stride);
        return Avx512F.InsertVector256(lower.AsInt64().ToVector512Unsafe(), upper.AsInt64(), 1).AsInt32();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Turn8(byte* source, int stride, byte* target, long targetStride)
    {
        Vector256<int> r0 = Half(source, stride);
        Vector256<int> r1 = Half(source + stride, stride);
        Vector256<int> r2 = Half(source + (2 * stride), stride);
        Vector256<int> r3 = Half(source + (3 * stride), stride);
        Vector256<long> low01 = Avx2.UnpackLow(r0, r1).AsInt64(), high01 = Avx2.UnpackHigh(r0, r1).AsInt64();
        Vector256<long> low23 = Avx2.UnpackLow(r2, r3).AsInt64(), high23 = Avx2.UnpackHigh(r2, r3).AsInt64();
        Avx2.UnpackLow(low01, low23).Store((long*)target);
        Avx2.UnpackHigh(low01, low23).Store((long*)(target + targetStride));
        Avx2.UnpackLow(high01, high23).Store((long*)(target + (2 * targetStride)));
        Avx2.UnpackHigh(high01, high23).Store((long*)(target + (3 * targetStride)));
    }

    // Rows 0 and 4 from here on, in the two lanes.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Half(byte* source, int stride) => Avx2.InsertVector128(
        Vector128.Load((int*)source).ToVector256Unsafe(), Vector128.Load((int*)(source + (4 * stride))), 1);
}
