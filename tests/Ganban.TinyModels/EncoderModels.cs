namespace Ganban.TinyModels;

/// <summary>The encoders of the catalogue: embeddings by each pooling, and rerankers.</summary>
internal static class EncoderModels
{
    private static readonly EncoderShape XlmRoberta = new() { Unigram = true, TokenTypes = 1 };

    public static IEnumerable<TinyModel> All =>
        Shapes.Select(pair => new TinyModel(pair.Name, () => EncoderDraft.Draw(pair.Name, pair.Shape)));

    private static IEnumerable<(string Name, EncoderShape Shape)> Shapes =>
    [
        ("bert-mean", new()),
        ("bert-cls", new() { Pooling = EncoderShape.ClsPooling }),
        ("bert-rank", new() { Pooling = EncoderShape.RankPooling }),
        ("nomic-bert", new() { Architecture = "nomic-bert", Rotary = true, Gated = true }),
        ("xlm-roberta-cls", XlmRoberta with { Pooling = EncoderShape.ClsPooling }),
        ("xlm-roberta-rank", XlmRoberta with { Pooling = EncoderShape.RankPooling, DenseHead = true }),
    ];
}
