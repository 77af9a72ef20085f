namespace Ganban.TinyModels;

/// <summary>A llama of width 256 in each tensor format; its vectors are F32 as converters leave them.</summary>
internal static class TypeModels
{
    public static IEnumerable<TinyModel> All => WeightTypes.All.Select(pair =>
    {
        var name = $"type-{pair.Name}";
        var shape = new DecoderShape
        {
            Architecture = "llama",
            Matrices = pair.Type,
            Width = 256,
            HeadSize = 64,
            FeedForward = 256,
        };
        return new TinyModel(name, () => DecoderDraft.Draw(name, shape));
    });
}
