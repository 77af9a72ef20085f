namespace Ganban.Inference.Models;

/// <summary>The number format in which keys and values are kept.</summary>
public enum KvFormat
{
    /// <summary>16-bit floating point: half the memory of F32, and rounding that no answer shows.</summary>
    F16,

    /// <summary>32-bit floating point: exact, for comparisons.</summary>
    F32,

    /// <summary>
    /// Signed bytes, 32 numbers of a head sharing an F16 scale: about half the memory of F16, for heads whose size is a
    /// multiple of 32.
    /// </summary>
    Q8_0,
}
