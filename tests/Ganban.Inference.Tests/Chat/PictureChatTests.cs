using System.Security.Cryptography;
using Ganban.Inference.Chat;
using Ganban.Inference.Generation;
using Ganban.Inference.Images;
using Ganban.Inference.ModelFiles;
using Ganban.Inference.Models;
using Ganban.Inference.Tokenizers;
using Ganban.TinyModels;
using Microsoft.Extensions.AI;

namespace Ganban.Inference.Tests.Chat;

/// <summary>Users' pictures in conversations with a model in this process.</summary>
public sealed class PictureChatTests(TinyVision tiny) : IClassFixture<TinyVision>
{
    private const string Opening = "<s><start_of_turn>user\n";
    private const string Closing = "<end_of_turn>\n<start_of_turn>model\n";

    private static readonly ChatOptions Greedy = new() { Temperature = 0, MaxOutputTokens = 16 };

    [Theory]
    [InlineData("rgb8.png")]
    [InlineData("progressive-420.jpg")]
    public async Task A_picture_stands_where_the_user_put_it(string name)
    {
        var image = TinyVision.Image(name);
        var expected = await Continue(
            image, [new(Opening + "see\n\n<start_of_image>", true)], [new("<end_of_image>\n\nthis" + Closing, true)]);

        Assert.Equal(expected, await Ask(new TextContent("see"), image, new TextContent("this")));
    }

    [Fact]
    public async Task The_answer_depends_on_the_picture()
    {
        var first = await Ask(TinyVision.Image("rgb8.png"), new TextContent("what is it"));
        var other = await Ask(TinyVision.Image("420.jpg"), new TextContent("what is it"));
        Assert.NotEqual(first, other);
        Assert.Equal(first, await Ask(TinyVision.Image("rgb8.png"), new TextContent("what is it")));
    }

    [Fact]
    public async Task A_mark_that_a_user_writes_is_text()
    {
        const string Forged = "<start_of_image><end_of_image>";
        var image = TinyVision.Image("rgb8.png");
        var expected = await Continue(
            image,
            [new(Opening, true), new(Forged, false), new("\n\n<start_of_image>", true)],
            [new("<end_of_image>\n\n" + Closing, true)]);

        Assert.Equal(expected, await Ask(new TextContent(Forged), image));
    }

    [Fact]
    public async Task Pictures_count_as_the_tokens_that_they_become()
    {
        var words = new ChatMessage(ChatRole.User, [new TextContent("a"), new TextContent("b")]);
        var seen = new ChatMessage(
            ChatRole.User, [new TextContent("a"), TinyVision.Image("rgb8.png"), new TextContent("b")]);
        var tokens = await tiny.Client.CountTokens([words]);

        // The marks around it, and two line breaks before and behind them, of which each is a byte here.
        Assert.Equal(tokens + tiny.Tower.Tokens + 2 + 4, await tiny.Client.CountTokens([seen]));
        var usage = (await tiny.Client.GetResponseAsync([seen], Greedy)).Usage!;
        Assert.Equal(tokens + tiny.Tower.Tokens + 2 + 4, usage.InputTokenCount);
    }

    [Fact]
    public async Task Earlier_turns_keep_their_pictures()
    {
        ChatMessage[] first = [new(ChatRole.User, [TinyVision.Image("420.png"), new TextContent("the first thing to see")])];
        ChatMessage[] second =
        [
            .. first,
            new(ChatRole.Assistant, "yes"),
            new(ChatRole.User, [TinyVision.Image("422.png"), new TextContent("two")]),
        ];
        await tiny.Client.GetResponseAsync(first, Greedy);
        var usage = (await tiny.Client.GetResponseAsync(second, Greedy)).Usage!;
        Assert.Equal(64, usage.CachedInputTokenCount);
    }

    public static TheoryData<string, DataContent[]> Unreadable()
    {
        var image = TinyVision.Image("rgb8.png");
        var large = new byte[3_932_161];
        image.Data.CopyTo(large);
        return new()
        {
            { "Image 2 .* neither PNG nor JPEG", [image, new DataContent("GIF89a"u8.ToArray(), "image/gif")] },
            { "Image 1 .* image/jpeg, but its bytes are image/png", [new DataContent(image.Data, "image/jpeg")] },
            { "Image 1 .* 3932161 bytes", [new DataContent(large, "image/png")] },
            { "Image 2 .*", [image, new DataContent(image.Data[..^40], "image/png")] },
            { "Image 21 .* 20 images; leave 2 out", [.. Enumerable.Repeat(image, 22)] },
        };
    }

    [Theory]
    [MemberData(nameof(Unreadable), DisableDiscoveryEnumeration = true)]
    public async Task A_picture_that_cannot_be_read_is_refused_with_its_number(string reason, DataContent[] images)
    {
        var refusal = await Assert.ThrowsAsync<InvalidPictureException>(() => Ask([.. images]));
        Assert.Matches(reason, refusal.Message);
        Assert.NotEmpty(await Ask(TinyVision.Image("rgb8.png")));
    }

    [Fact]
    public async Task Only_users_show_pictures()
    {
        var answer = new ChatMessage(ChatRole.Assistant, [TinyVision.Image("rgb8.png")]);
        await Assert.ThrowsAsync<UnsupportedContentException>(
            () => tiny.Client.GetResponseAsync([new(ChatRole.User, "hello"), answer, new(ChatRole.User, "go on")]));
    }

    [Fact]
    public async Task Without_a_tower_pictures_are_refused()
    {
        using var model = LanguageModel.Open(tiny.ModelPath);
        using var generator = new TextGenerator(model, new TextGeneratorOptions());
        using var client = new LocalChatClient(generator);
        var refusal = await Assert.ThrowsAsync<UnsupportedContentException>(
            () => client.GetResponseAsync([new(ChatRole.User, [TinyVision.Image("rgb8.png")])]));
        Assert.True(refusal.IsPicture);
    }

    [Fact]
    public void A_tower_is_refused_beside_a_model_that_is_not_its_own()
    {
        var path = tiny.Place("blind.gguf");
        TinyModel.Find("gemma3")!.Write(path);
        using var model = LanguageModel.Open(path, tiny.Seeing);
        using var generator = new TextGenerator(model, new TextGeneratorOptions());
        var refusal = Assert.Throws<ModelFileException>(() => new LocalChatClient(generator));
        Assert.Contains("reads no pictures", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_template_that_leaves_the_first_token_out_moves_no_picture()
    {
        var template = tiny.Model.ChatTemplate!.Replace("{{- bos_token -}}", "");
        using var model = LanguageModel.Open(
            tiny.Changed(tiny.ModelPath, "tokenizer.chat_template", template), tiny.Seeing);
        using var generator = new TextGenerator(model, new TextGeneratorOptions());
        using var client = new LocalChatClient(generator);
        ChatMessage[] messages = [new(ChatRole.User, [TinyVision.Image("rgb8.png"), new TextContent("what is it")])];
        Assert.Equal(
            await Ask([.. messages[0].Contents]), (await client.GetResponseAsync(messages, Greedy)).Text);
    }

    [Fact]
    public async Task A_template_without_a_place_for_pictures_is_told()
    {
        var template = tiny.Model.ChatTemplate!.Replace("<start_of_image>", "?");
        using var model = LanguageModel.Open(
            tiny.Changed(tiny.ModelPath, "tokenizer.chat_template", template), tiny.Seeing);
        using var generator = new TextGenerator(model, new TextGeneratorOptions());
        using var client = new LocalChatClient(generator);
        var refusal = await Assert.ThrowsAsync<UnsupportedContentException>(
            () => client.GetResponseAsync([new(ChatRole.User, [TinyVision.Image("rgb8.png")])]));
        Assert.Contains("no place for them", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_can_be_given_up_before_its_picture_is_computed()
    {
        using var given = new CancellationTokenSource();
        await given.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => tiny.Client.GetResponseAsync(
            [new(ChatRole.User, [TinyVision.Image("444.jpg")])], Greedy, given.Token));
        Assert.NotEmpty(await Ask(TinyVision.Image("444.jpg")));
    }

    private async Task<string> Ask(params AIContent[] contents) =>
        (await tiny.Client.GetResponseAsync([new(ChatRole.User, contents)], Greedy)).Text;

    /// <summary>What the engine says after a prompt that is put together by hand.</summary>
    private async Task<string> Continue(DataContent image, TextSegment[] before, TextSegment[] after)
    {
        var head = tiny.Model.Tokenizer.Encode(before);
        var rows = tiny.Tower.Encode(RgbImage.Decode(image.Data.Span), default);
        var text = "";
        await foreach (var piece in tiny.Generator.Generate(
            new GenerationRequest
            {
                Prompt =
                [
                    .. head, .. Enumerable.Repeat(0, tiny.Tower.Tokens), .. tiny.Model.Tokenizer.Encode(after),
                ],
                Pictures =
                [
                    new PromptPicture(head.Count, tiny.Tower.Tokens, rows, SHA256.HashData(image.Data.Span)),
                ],
                Sampling = new() { Temperature = 0 },
                MaxTokens = Greedy.MaxOutputTokens!.Value,
                Caller = "by hand",
            },
            default))
        {
            text += piece.Text;
        }

        return text;
    }
}
