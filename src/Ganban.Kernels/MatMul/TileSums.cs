using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Ganban.Kernels.MatMul;

/// <summary>The end of a tile's sums: eight lanes of 32 rows × 4 tokens, added as those of a single row.</summary>
internal static unsafe class TileSums
{
    /// <summary>Numbers of a tile.</summary>
    public const int Floats = Panel.Rows * Panel.TileTokens;

    /// <summary>Stores a lane, `[tokens × rows]`: a is rows 0 to 15, b rows 16 to 31.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(
        float* lane,
        Vector512<float> a0,
        Vector512<float> b0,
        Vector512<float> a1,
        Vector512<float> b1,
        Vector512<float> a2,
        Vector512<float> b2,
        Vector512<float> a3,
        Vector512<float> b3)
    {
        a0.Store(lane);
        b0.Store(lane + 16);
        a1.Store(lane + 32);
        b1.Store(lane + 48);
        a2.Store(lane + 64);
        b2.Store(lane + 80);
        a3.Store(lane + 96);
        b3.Store(lane + 112);
    }

    /// <summary>Adds the lanes by halves, three times, into the tile.</summary>
    public static void Add(Panel panel)
    {
        float* lanes = panel.Lanes;
        for (int index = 0; index < Floats; index += 8)
        {
            Vector256<float> even = Four(lanes + index), odd = Four(lanes + index + Floats);
            (even + odd).Store(panel.Tile + index);
        }
    }

    // ((0 + 4) + (2 + 6)) of the lanes from here on.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Four(float* lanes) =>
        (Vector256.Load(lanes) + Vector256.Load(lanes + (4 * Floats)))
        + (Vector256.Load(lanes + (2 * Floats)) + Vector256.Load(lanes + (6 * Floats)));
}
