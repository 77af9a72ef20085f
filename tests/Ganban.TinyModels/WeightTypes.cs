using Ganban.Inference.ModelFiles;

namespace Ganban.TinyModels;

/// <summary>The tensor formats that the catalogue has models of, with ggml's numbers.</summary>
internal static class WeightTypes
{
    public const TensorType F32 = (TensorType)0;
    public const TensorType F16 = (TensorType)1;
    public const TensorType Q4_0 = (TensorType)2;
    public const TensorType Q4_1 = (TensorType)3;
    public const TensorType Q5_0 = (TensorType)6;
    public const TensorType Q5_1 = (TensorType)7;
    public const TensorType Q8_0 = (TensorType)8;
    public const TensorType Q2_K = (TensorType)10;
    public const TensorType Q3_K = (TensorType)11;
    public const TensorType Q4_K = (TensorType)12;
    public const TensorType Q5_K = (TensorType)13;
    public const TensorType Q6_K = (TensorType)14;
    public const TensorType IQ4_NL = (TensorType)20;
    public const TensorType BF16 = (TensorType)30;
    public const TensorType MXFP4 = (TensorType)39;

    public static IReadOnlyList<(string Name, TensorType Type)> All { get; } =
    [
        ("f32", F32), ("f16", F16), ("bf16", BF16), ("q8_0", Q8_0), ("q4_0", Q4_0), ("q4_1", Q4_1), ("q5_0", Q5_0),
        ("q5_1", Q5_1), ("q2_k", Q2_K), ("q3_k", Q3_K), ("q4_k", Q4_K), ("q5_k", Q5_K), ("q6_k", Q6_K),
        ("iq4_nl", IQ4_NL), ("mxfp4", MXFP4),
    ];
}
