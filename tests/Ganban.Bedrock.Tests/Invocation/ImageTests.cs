using Ganban.Inference.Chat;
using Microsoft.Extensions.AI;

namespace Ganban.Bedrock.Tests.Invocation;

/// <summary>Image blocks on their way to the engine.</summary>
public sealed class ImageTests : IAsyncLifetime
{
    private const string Haiku = "anthropic.claude-3-haiku-20240307-v1:0";
    private const string NoImages = "This model doesn't support the image field. Remove image and try again.";

    private readonly Runtime _runtime = Runtime.Open();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _runtime.DisposeAsync().AsTask();

    [Theory]
    [InlineData("png")]
    [InlineData("jpeg")]
    [InlineData("gif")]
    [InlineData("webp")]
    public async Task An_image_reaches_the_engine_where_it_stands(string format)
    {
        await _runtime.Converse(Haiku, Body($$"""
            {"text":"a"},{"image":{"format":"{{format}}","source":{"bytes":"AQID"} } },{"text":"b"}
            """));

        var contents = Assert.Single(_runtime.Engine.Last.Messages).Contents;
        Assert.Equal(["a", "b"], contents.OfType<TextContent>().Select(text => text.Text));
        var image = Assert.IsType<DataContent>(contents[1]);
        Assert.Equal($"image/{format}", image.MediaType);
        Assert.Equal([1, 2, 3], image.Data.ToArray());
    }

    [Theory]
    [InlineData("Converse")]
    [InlineData("ConverseStream")]
    public async Task A_model_that_takes_no_images_refuses_them(string operation)
    {
        var error = await _runtime.Refused(operation, "us.meta.llama3-1-8b-instruct-v1:0", Body(Image("""{"bytes":"AQID"}""")));
        Assert.Equal(("ValidationException", 400, NoImages), (error.Code, error.Status, error.Message));
        Assert.Empty(_runtime.Engine.Asked);
    }

    [Fact]
    public async Task An_engine_without_eyes_refuses_them_in_the_same_words_and_says_that_it_is_the_engine()
    {
        _runtime.Engine.Fault = (0, new UnsupportedContentException(new DataContent(new byte[] { 1 }, "image/png"), "tiny"));
        var error = await _runtime.Refused("Converse", Haiku, Body(Image("""{"bytes":"AQID"}""")));
        Assert.Equal(("ValidationException", 400), (error.Code, error.Status));
        Assert.Equal(
            NoImages + " The engine that answers for the model here reads no images; bind one that does.", error.Message);
    }

    [Theory]
    [InlineData("video", "mp4", "amazon.nova-lite-v1:0", 501)]
    [InlineData("video", "mp4", Haiku, 400)]
    [InlineData("audio", "mp3", Haiku, 400)]
    public async Task Video_and_audio_are_refused_and_where_the_model_takes_them_as_not_done(
        string kind, string format, string model, int status)
    {
        var block = $$"""{"text":"x"},{"{{kind}}":{"format":"{{format}}","source":{"bytes":"AQID"} } }""";
        var error = await _runtime.Refused("Converse", model, Body(block));

        Assert.Equal(status, error.Status);
        Assert.Contains(kind, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_image_that_the_engine_cannot_read_is_the_callers_mistake()
    {
        _runtime.Engine.Fault = (0, new InvalidPictureException(2, "It is broken."));
        var error = await _runtime.Refused("ConverseStream", Haiku, Body(Image("""{"bytes":"AQID"}""")));
        Assert.Equal(("ValidationException", 400), (error.Code, error.Status));
        Assert.Equal("Image 2 of the conversation can't be read. It is broken.", error.Message);
    }

    private static string Image(string source) => $$"""{"image":{"format":"png","source":{{source}} } }""";

    private static string Body(string content) => $$"""{"messages":[{"role":"user","content":[{{content}}]}]}""";
}
