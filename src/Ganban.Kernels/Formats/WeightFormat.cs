namespace Ganban.Kernels.Formats;

/// <summary>Number formats of weights, with ggml's names and numbers.</summary>
public enum WeightFormat
{
    /// <summary>32-bit floating point.</summary>
    F32 = 0,

    /// <summary>16-bit floating point, IEEE 754 binary16.</summary>
    F16 = 1,

    /// <summary>4 bits, a scale for 32: <see cref="Blocks.BlockQ4_0"/>.</summary>
    Q4_0 = 2,

    /// <summary>4 bits, a scale and a minimum for 32: <see cref="Blocks.BlockQ4_1"/>.</summary>
    Q4_1 = 3,

    /// <summary>5 bits, a scale for 32: <see cref="Blocks.BlockQ5_0"/>.</summary>
    Q5_0 = 6,

    /// <summary>5 bits, a scale and a minimum for 32: <see cref="Blocks.BlockQ5_1"/>.</summary>
    Q5_1 = 7,

    /// <summary>8 bits, a scale for 32: <see cref="Blocks.BlockQ8_0"/>.</summary>
    Q8_0 = 8,

    /// <summary>2 bits in blocks of 256: <see cref="Blocks.BlockQ2_K"/>.</summary>
    Q2_K = 10,

    /// <summary>3 bits in blocks of 256: <see cref="Blocks.BlockQ3_K"/>.</summary>
    Q3_K = 11,

    /// <summary>4 bits in blocks of 256: <see cref="Blocks.BlockQ4_K"/>.</summary>
    Q4_K = 12,

    /// <summary>5 bits in blocks of 256: <see cref="Blocks.BlockQ5_K"/>.</summary>
    Q5_K = 13,

    /// <summary>6 bits in blocks of 256: <see cref="Blocks.BlockQ6_K"/>.</summary>
    Q6_K = 14,

    /// <summary>4 bits with uneven steps, a scale for 32: <see cref="Blocks.BlockIQ4_NL"/>.</summary>
    IQ4_NL = 20,

    /// <summary>The upper half of a 32-bit floating-point number.</summary>
    BF16 = 30,

    /// <summary>4-bit floating point, a power of two for 32: <see cref="Blocks.BlockMXFP4"/>.</summary>
    MXFP4 = 39,
}
