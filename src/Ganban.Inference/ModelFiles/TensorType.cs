namespace Ganban.Inference.ModelFiles;

/// <summary>Number formats of tensors, with ggml's numbers.</summary>
public enum TensorType
{
    /// <summary>32-bit floating point.</summary>
    F32 = 0,

    /// <summary>16-bit floating point, IEEE 754 binary16.</summary>
    F16 = 1,

    /// <summary>Blocks of 32 signed bytes with one F16 scale.</summary>
    Q8_0 = 8,
}
