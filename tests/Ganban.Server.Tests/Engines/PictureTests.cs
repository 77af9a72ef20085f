using System.Net;
using System.Text.Json.Nodes;
using Ganban.Server.Tests.Processes;

namespace Ganban.Server.Tests.Engines;

/// <summary>Through the front door, to a tiny gemma 3 with its vision tower and back.</summary>
public sealed class PictureTests(PictureServer pictures) : IClassFixture<PictureServer>, IDisposable
{
    private const string Gemma = "/model/google.gemma-3-4b-it";
    private const string Blind = "/model/google.gemma-3-12b-it";

    private readonly SignedHttp _http = new(pictures.Server.Address);

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task Converse_answers_about_the_picture_that_it_was_shown()
    {
        using var shown = await _http.Post($"{Gemma}/converse", Converse("png", "rgb8.png"));
        using var again = await _http.Post($"{Gemma}/converse", Converse("png", "rgb8.png"));
        using var other = await _http.Post($"{Gemma}/converse", Converse("jpeg", "420.jpg"));
        Assert.Equal("eyes (model)", Assert.Single(shown.Headers.GetValues("x-ganban-engine")));
        var answer = await SignedHttp.Json(shown);
        Assert.Equal(Text(answer), Text(await SignedHttp.Json(again)));
        Assert.NotEqual(Text(answer), Text(await SignedHttp.Json(other)));

        using var counted = await _http.Post(
            $"{Gemma}/count-tokens", new { input = new { converse = new { messages = Messages("png", "rgb8.png") } } });
        var tokens = (int)(await SignedHttp.Json(counted))["inputTokens"]!;
        Assert.True(tokens > 36);
        Assert.Equal(tokens, (int)answer["usage"]!["inputTokens"]!);
    }

    [Theory]
    [InlineData(Gemma, "gif", "Image 1 of the conversation can't be read. Its bytes are neither PNG nor JPEG.")]
    [InlineData(Gemma, "webp", "Image 1 of the conversation can't be read. Its bytes are neither PNG nor JPEG.")]
    [InlineData(Gemma, "jpeg", "Image 1 of the conversation can't be read. Its bytes are neither PNG nor JPEG.")]
    [InlineData(Blind, "png", "This model doesn't support the image field. Remove image and try again.")]
    public async Task What_it_cannot_see_is_refused_as_the_callers_mistake(string model, string format, string message)
    {
        using var response = await _http.Post($"{model}/converse", Converse(format, file: null));
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.StartsWith(
            "ValidationException", Assert.Single(response.Headers.GetValues("x-amzn-ErrorType")), StringComparison.Ordinal);
        Assert.StartsWith(message, (string)(await SignedHttp.Json(response))["message"]!, StringComparison.Ordinal);
    }

    private static object Converse(string format, string? file) => new
    {
        messages = Messages(format, file),
        inferenceConfig = new { temperature = 0, maxTokens = 16 },
    };

    private static object[] Messages(string format, string? file)
    {
        var bytes = file is null
            ? [.. Enumerable.Repeat((byte)7, 100)]
            : File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "images", file));
        return
        [
            new
            {
                role = "user",
                content = new object[]
                {
                    new { image = new { format, source = new { bytes } } },
                    new { text = "what is it" },
                },
            },
        ];
    }

    private static string Text(JsonNode answer) => (string)answer["output"]!["message"]!["content"]![0]!["text"]!;
}
