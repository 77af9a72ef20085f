using System.Net;
using Ganban.Inference.Models.Encoders;
using Ganban.Server.Tests.Processes;

namespace Ganban.Server.Tests.Models;

/// <summary>An encoder's file bound to the catalog's embedding models.</summary>
public sealed class EmbeddingFileTests : IClassFixture<EmbeddingServer>, IDisposable
{
    private const string TitanV2 = "/model/amazon.titan-embed-text-v2:0/invoke";
    private readonly EmbeddingServer _files;
    private readonly SignedHttp _http;

    public EmbeddingFileTests(EmbeddingServer files)
    {
        _files = files;
        _http = new SignedHttp(files.Server.Address);
    }

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task The_vector_is_the_encoders_own_at_unit_length_with_its_count_of_tokens()
    {
        using var encoder = TextEncoder.Open(_files.EncoderPath);
        var tokens = encoder.Tokenize(EmbeddingServer.Prefix + "water under stone");
        var expected = encoder.Encode([tokens], CancellationToken.None)[0];
        var length = MathF.Sqrt(expected.Sum(number => number * number));

        using var response = await _http.Post(
            TitanV2, new { inputText = "water under stone", dimensions = EmbeddingServer.Dimensions });

        var answer = await SignedHttp.Json(response);
        Assert.Equal("small (vectors)", Assert.Single(response.Headers.GetValues("x-ganban-engine")));
        Assert.Equal(tokens.Count, (int)answer["inputTextTokenCount"]!);
        Assert.Equal(EmbeddingServer.Dimensions, answer["embedding"]!.AsArray().Count);
        Assert.All(
            answer["embedding"]!.AsArray().Zip(expected),
            pair => Assert.Equal(pair.Second / length, (float)pair.First!, 1e-5f));
    }

    [Fact]
    public async Task Requests_at_the_same_time_all_get_their_own_vector()
    {
        var texts = new[] { "water", "river", "stone", "old rock" };
        var alone = new Dictionary<string, string>();
        foreach (var text in texts)
        {
            alone[text] = await Vector(text);
        }

        var together = await Task.WhenAll(
            Enumerable.Range(0, 24).Select(i => texts[i % 4]).Select(async text => (text, await Vector(text))));

        Assert.Equal(4, alone.Values.Distinct().Count());
        Assert.All(together, pair => Assert.Equal(alone[pair.text], pair.Item2));
    }

    [Fact]
    public async Task Vectors_of_another_length_are_refused_not_cut()
    {
        using var response = await _http.Post(TitanV2, new { inputText = "water", dimensions = 512 });

        await AssertError(
            response, 400, "ValidationException", "vectors of 256 numbers, and the request needs 512");
    }

    [Fact]
    public async Task A_text_beyond_the_encoders_context_is_refused_with_both_numbers()
    {
        var text = string.Concat(Enumerable.Repeat("water ", 80));

        using var response = await _http.Post(
            TitanV2, new { inputText = text, dimensions = EmbeddingServer.Dimensions });

        await AssertError(
            response,
            400,
            "ValidationException",
            $"Too many input tokens. Max input tokens: {EmbeddingServer.ContextLength}, request input token count: 84");
    }

    [Fact]
    public async Task A_reranker_gives_no_embeddings()
    {
        using var response = await _http.Post("/model/amazon.titan-embed-text-v1/invoke", new { inputText = "water" });

        await AssertError(response, 424, "ModelErrorException", "The engine 'ranks' can't be opened.");
    }

    [Fact]
    public async Task What_the_engine_has_no_file_for_is_answered_by_what_Ganban_carries()
    {
        using var response = await _http.Post(
            "/model/amazon.titan-text-express-v1/invoke",
            new { inputText = "Hi", textGenerationConfig = new { maxTokenCount = 2 } });

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("ganban-2", Assert.Single(response.Headers.GetValues("x-ganban-engine")));
    }

    private async Task<string> Vector(string text)
    {
        using var response = await _http.Post(
            TitanV2, new { inputText = text, dimensions = EmbeddingServer.Dimensions });
        return (await SignedHttp.Json(response))["embedding"]!.ToJsonString();
    }

    private static async Task AssertError(HttpResponseMessage response, int status, string code, string message)
    {
        Assert.Equal(status, (int)response.StatusCode);
        Assert.StartsWith(code + ":", Assert.Single(response.Headers.GetValues("x-amzn-ErrorType")), StringComparison.Ordinal);
        Assert.Contains(message, (string)(await SignedHttp.Json(response))["message"]!, StringComparison.Ordinal);
    }
}
