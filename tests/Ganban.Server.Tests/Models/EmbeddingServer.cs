using Ganban.TestKit;
using Ganban.TinyModels;

namespace Ganban.Server.Tests.Models;

/// <summary>
/// The real server with an encoder's file bound to all of Titan, and a reranker's to Titan Embeddings G1.
/// </summary>
public sealed class EmbeddingServer : IAsyncLifetime
{
    public const int Dimensions = 256;
    public const int ContextLength = 64;
    public const string Prefix = "the rock ";

    public GanbanServer Server { get; } = new();

    public string EncoderPath => Path.Combine(Server.Data, "vectors.gguf");

    public Task InitializeAsync()
    {
        var ranker = Path.Combine(Server.Data, "ranks.gguf");
        TinyModel.Encoder(Dimensions).Write(EncoderPath);
        TinyModel.Encoder(Dimensions, ranks: true).Write(ranker);
        foreach (var (name, value) in new Dictionary<string, string>
        {
            ["ENGINES__SMALL__KIND"] = "gguf",
            ["ENGINES__SMALL__EMBEDDINGPATH"] = EncoderPath,
            ["ENGINES__SMALL__EMBEDDINGPREFIX"] = Prefix,
            ["ENGINES__RANKS__KIND"] = "gguf",
            ["ENGINES__RANKS__EMBEDDINGPATH"] = ranker,
            ["BINDINGS__0__PATTERN"] = "amazon.titan-*",
            ["BINDINGS__0__ENGINE"] = "small",
            ["BINDINGS__1__PATTERN"] = "amazon.titan-embed-text-v1",
            ["BINDINGS__1__ENGINE"] = "ranks",
        })
        {
            Server.Environment["GANBAN__" + name] = value;
        }

        return Server.InitializeAsync();
    }

    public Task DisposeAsync() => Server.DisposeAsync();
}
