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
    public async Task An_engine_without_eyes_refuses_them_in_the_same_words()
    {
        _runtime.Engine.Fault = (0, new UnsupportedContentException(new DataContent(new byte[] { 1 }, "image/png"), "tiny"));
        var error = await _runtime.Refused("Converse", Haiku, Body(Image("""{"bytes":"AQID"}""")));
        Assert.Equal(("ValidationException", 400, NoImages), (error.Code, error.Status, error.Message));
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
