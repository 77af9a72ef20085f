namespace Ganban.Inference.Models;

/// <summary>The number format in which keys and values are kept.</summary>
public enum KvFormat
{
    /// <summary>16-bit floating point: half the memory of F32, and rounding that no answer shows.</summary>
    F16,

    /// <summary>32-bit floating point: exact, for comparisons.</summary>
    F32,
}
