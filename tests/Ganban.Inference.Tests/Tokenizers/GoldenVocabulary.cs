using System.IO.Compression;
using System.Text.Json;
using Ganban.Inference.ModelFiles;
using Ganban.Inference.Tokenizers;

namespace Ganban.Inference.Tests.Tokenizers;

/// <summary>The small vocabularies of Goldens/tokenizers and what the reference program makes of the corpus.</summary>
internal static class GoldenVocabulary
{
    public const string Bytes = "byte-level.gguf";
    public const string Characters = "characters.gguf";
    public const string SentencePiece = "sentence-piece.gguf";
    public const string Unigram = "unigram.gguf";
    public const string WordPiece = "word-piece.gguf";

    public static string[] Corpus { get; } = Read<string[]>("corpus.json.gz");

    public static Dictionary<string, int[][]> Expected { get; } = Read<ExpectedTokens>("expected.json.gz")
        .Expected.ToDictionary(row => row.Name, row => row.Tokens);

    public static Dictionary<string, object> Metadata(string file)
    {
        using var gguf = GgufFile.Open(PathOf(file));
        return gguf.Metadata.Values.ToDictionary(
            pair => pair.Key, pair => pair.Value is GgufStrings strings ? strings.ToArray() : pair.Value);
    }

    public static Tokenizer Open(Dictionary<string, object> metadata) =>
        Tokenizer.FromMetadata(new GgufMetadata(metadata));

    public static Tokenizer Open(string file, string? preTokenizer = null)
    {
        var metadata = Metadata(file);
        if (preTokenizer is not null)
        {
            metadata["tokenizer.ggml.pre"] = preTokenizer;
        }

        return Open(metadata);
    }

    private static T Read<T>(string name)
    {
        using var file = File.OpenRead(PathOf(name));
        using var json = new GZipStream(file, CompressionMode.Decompress);
        return JsonSerializer.Deserialize<T>(json, JsonSerializerOptions.Web)!;
    }

    private static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, "Goldens", "tokenizers", name);

    private sealed record ExpectedTokens(List<ExpectedRow> Expected);

    private sealed record ExpectedRow(string Name, int[][] Tokens);
}
