using Ganban.Inference.ModelFiles;

namespace Ganban.TinyModels;

/// <summary>A llama of width 256 in each tensor format; its vectors are F32 as converters leave them.</summary>
internal static class TypeModels
{
    public static IEnumerable<TinyModel> All => Enum.GetValues<TensorType>().Select(type =>
    {
        var name = $"type-{type.ToString().ToLowerInvariant()}";
        var shape = new DecoderShape
        {
            Architecture = "llama",
            Matrices = type,
            Width = 256,
            HeadSize = 64,
            FeedForward = 256,
        };
        return new TinyModel(name, () => DecoderDraft.Draw(name, shape));
    });
}
