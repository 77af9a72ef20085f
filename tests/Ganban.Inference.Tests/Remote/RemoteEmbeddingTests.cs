using Ganban.EngineDouble;
using Ganban.Inference.Remote;
using Ganban.Inference.Remote.Ollama;
using Ganban.Inference.Remote.OpenAi;
using Microsoft.Extensions.AI;

namespace Ganban.Inference.Tests.Remote;

public sealed class RemoteEmbeddingTests : IAsyncLifetime, IDisposable
{
    private LoopbackEngine _engine = null!;
    private OpenAiEmbeddingGenerator _openAi = null!;
    private OllamaEmbeddingGenerator _ollama = null!;

    public async Task InitializeAsync()
    {
        _engine = await LoopbackEngine.Start();
        _openAi = new OpenAiEmbeddingGenerator(Remotes.Options(_engine.OpenAiAddress));
        _ollama = new OllamaEmbeddingGenerator(Remotes.Options(_engine.Address));
    }

    public Task DisposeAsync() => _engine.DisposeAsync().AsTask();

    public void Dispose()
    {
        _openAi.Dispose();
        _ollama.Dispose();
    }

    [Fact]
    public async Task Every_text_gets_its_vector_in_order_with_the_usage()
    {
        _engine.On("/v1/embeddings", reply => reply.Json(
            """{"data":[{"index":1,"embedding":[3,4]},{"index":0,"embedding":[1,2]}],"usage":{"prompt_tokens":5}}"""));

        var result = await _openAi.GenerateAsync(["a", "b"], new() { Dimensions = 2 });

        Assert.Equal([[1, 2], [3, 4]], result.Select(embedding => embedding.Vector.ToArray()));
        Assert.Equal(5, result.Usage!.InputTokenCount);
        var body = _engine.Last.Body;
        Assert.Equal("""["a","b"]""", body["input"]!.ToJsonString());
        Assert.Equal((2, "float", "tiny-instruct"), ((int)body["dimensions"]!, (string)body["encoding_format"]!, (string)body["model"]!));
    }

    [Fact]
    public async Task Ollamas_vectors_are_read_and_texts_are_not_cut()
    {
        _engine.On("/api/embed", reply => reply.Json("""{"embeddings":[[0.5,1]],"prompt_eval_count":3}"""));

        var result = await _ollama.GenerateAsync(["a"]);

        Assert.Equal([0.5f, 1f], Assert.Single(result).Vector.ToArray());
        Assert.Equal(3, result.Usage!.InputTokenCount);
        Assert.False((bool)_engine.Last.Body["truncate"]!);
    }

    [Fact]
    public async Task An_engine_that_refuses_dimensions_is_asked_without_once_and_for_all()
    {
        _engine.On("/v1/embeddings", reply => reply.Call.Body["dimensions"] is null
            ? reply.Json(OpenAiWords.Embeddings(1, 1, 2))
            : reply.Json("""{"error":{"message":"no matryoshka"}}""", 400));

        await _openAi.GenerateAsync(["a"], new() { Dimensions = 2 });
        await _openAi.GenerateAsync(["a"], new() { Dimensions = 2 });

        Assert.Equal(3, _engine.Calls.Count);
    }

    [Fact]
    public async Task A_vector_of_another_length_is_refused_with_both_lengths()
    {
        _engine.On("/v1/embeddings", reply => reply.Json(OpenAiWords.Embeddings(1, 1, 2, 3)));

        var fault = await Fault(new() { Dimensions = 4 });

        Assert.Equal(RemoteFault.Rejected, fault.Fault);
        Assert.Contains("vectors of 3 numbers, and the request needs 4", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"data":[]}""")]
    [InlineData("""{"data":[{"embedding":[]}]}""")]
    [InlineData("""{"data":[{"embedding":["x"]}]}""")]
    [InlineData("""{"data":[{"embedding":[1e999]}]}""")]
    [InlineData("""{"data":[{}]}""")]
    [InlineData("""{"data":[{"embedding":[1]},{"embedding":[1]}]}""")]
    [InlineData("[]")]
    [InlineData("<html>")]
    public async Task Garbage_is_told_as_such(string answer)
    {
        _engine.On("/v1/embeddings", reply => reply.Json(answer));

        Assert.Equal(RemoteFault.Garbled, (await Fault(null)).Fault);
    }

    [Fact]
    public async Task An_answer_without_end_is_cut()
    {
        _engine.On("/v1/embeddings", async reply =>
        {
            while (true)
            {
                await reply.Text(new string('1', 4000));
            }
        });

        Assert.Contains("longer than 65536 bytes", (await Fault(null)).Message, StringComparison.Ordinal);
    }

    private Task<RemoteEngineException> Fault(EmbeddingGenerationOptions? options) =>
        Assert.ThrowsAsync<RemoteEngineException>(() => _openAi.GenerateAsync(["a"], options));
}
