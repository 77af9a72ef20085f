using Microsoft.Extensions.AI;
using static Ganban.Bedrock.Tests.Invocation.ScriptedChatClient;

namespace Ganban.Bedrock.Tests.Invocation;

public sealed class MetaLlamaTests : IAsyncLifetime
{
    private const string Llama3 = "meta.llama3-8b-instruct-v1:0";
    private readonly Runtime _runtime = Runtime.Open();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _runtime.DisposeAsync().AsTask();

    [Fact]
    public async Task A_generation_comes_with_both_counts()
    {
        _runtime.Engine.Plays(Piece("A heron."), End(5));

        var body = await _runtime.Invoke(
            "meta.llama2-13b-chat-v1", """{"prompt":"[INST] Name a bird. [/INST]","max_gen_len":32,"temperature":0.25,"top_p":0.75}""");

        Wire.Same("""{"generation":"A heron.","prompt_token_count":8,"generation_token_count":5,"stop_reason":"stop"}""", body);
        var (messages, options) = _runtime.Engine.Last;
        Assert.Equal((ChatRole.User, "Name a bird."), (Assert.Single(messages).Role, messages[0].Text));
        Assert.Equal((32, 0.25f, 0.75f), (options.MaxOutputTokens, options.Temperature, options.TopP));
    }

    [Fact]
    public async Task Defaults_are_those_of_the_family()
    {
        await _runtime.Invoke(Llama3, """{"prompt":"x"}""");

        var options = _runtime.Engine.Last.Options;
        Assert.Equal((512, 0.5f, 0.9f), (options.MaxOutputTokens, options.Temperature, options.TopP));
    }

    [Fact]
    public async Task The_first_chunk_counts_the_prompt_and_every_chunk_the_answer_so_far()
    {
        _runtime.Engine.Plays(Piece(" A"), Piece(" her"), Piece("on"), End(3, ChatFinishReason.Length));

        var chunks = await _runtime.InvokeStream(Llama3, """{"prompt":"Name a bird.","max_gen_len":3}""");

        Wire.Same(
            [
                """{"generation":" A","prompt_token_count":8,"generation_token_count":1,"stop_reason":null}""",
                """{"generation":" her","prompt_token_count":null,"generation_token_count":2,"stop_reason":null}""",
                """{"generation":"on","prompt_token_count":null,"generation_token_count":3,"stop_reason":null}""",
                """
                {"generation":"","prompt_token_count":null,"generation_token_count":3,"stop_reason":"length",
                 "amazon-bedrock-invocationMetrics":
                  {"inputTokenCount":8,"outputTokenCount":3,"invocationLatency":420,"firstByteLatency":180}}
                """,
            ],
            chunks);
    }

    [Fact]
    public async Task Llama_3_headers_become_a_conversation()
    {
        await Ask(
            "<|begin_of_text|><|start_header_id|>system<|end_header_id|>\n\nBe brief.<|eot_id|><|start_header_id|>user<|end_header_id|>\n\n"
            + "Hi<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\nHello.<|eot_id|><|start_header_id|>ipython<|end_header_id|>\n\n"
            + "42<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n");

        AssertTurns((ChatRole.System, "Be brief."), (ChatRole.User, "Hi"), (ChatRole.Assistant, "Hello."), (ChatRole.User, "42"));
    }

    [Fact]
    public async Task Llama_4_headers_become_a_conversation()
    {
        await Ask("<|begin_of_text|><|header_start|>user<|header_end|>\n\nHi<|eot|><|header_start|>assistant<|header_end|>\n\n");

        AssertTurns((ChatRole.User, "Hi"));
    }

    [Fact]
    public async Task Llama_2_instructions_become_a_conversation_whatever_brackets_they_hold()
    {
        await Ask(
            "<s>[INST] <<SYS>>\nBe <brief>.\n<</SYS>>\n\nWhat is a[i] << 2 [[/INST] A shift [I think]. </s><s>[INST] Why? [/INST]");

        AssertTurns(
            (ChatRole.System, "Be <brief>."),
            (ChatRole.User, "What is a[i] << 2 ["),
            (ChatRole.Assistant, "A shift [I think]."),
            (ChatRole.User, "Why?"));
    }

    [Theory]
    [InlineData("plain text")]
    [InlineData("")]
    public async Task A_prompt_without_marks_is_one_turn(string prompt)
    {
        await Ask(prompt);

        AssertTurns((ChatRole.User, prompt));
    }

    [Theory]
    [InlineData("""{"prompt":"x","max_gen_len":0}""", "#/max_gen_len: 0 is not greater or equal to 1")]
    [InlineData("""{"prompt":"x","max_gen_len":2049}""", "#/max_gen_len: 2049 is not less or equal to 2048")]
    [InlineData("""{"prompt":"x","stop":["a"]}""", "#: extraneous key [stop] is not permitted")]
    [InlineData("""{"prompt":"x","images":["iVBORw0KGgo="]}""", "#: extraneous key [images] is not permitted")]
    public async Task Bodies_that_break_the_schema_are_refused(string body, string complaints) => Assert.Equal(
        $"Malformed input request: {complaints}, please reformat your input and try again.",
        (await _runtime.Refused("InvokeModel", Llama3, body)).Message);

    [Fact]
    public async Task Images_reach_the_engine_where_the_model_sees()
    {
        const string Vision = "us.meta.llama3-2-11b-instruct-v1:0";
        await _runtime.Invoke(
            Vision, """{"prompt":"<|image|><|begin_of_text|>Describe.","images":["iVBORw0KGgo=","/9j/AQID"],"max_gen_len":32}""");
        await _runtime.AssertMalformed(
            Vision, """{"prompt":"x","images":["Qk0="]}""", "#/images/0: is not an image in base64");

        var contents = Assert.Single(_runtime.Engine.Last.Messages).Contents;
        Assert.Equal(["image/png", "image/jpeg"], contents.OfType<DataContent>().Select(image => image.MediaType));
        Assert.Equal("Describe.", Assert.IsType<TextContent>(contents[^1]).Text);
    }

    private Task<string> Ask(string prompt) =>
        _runtime.Invoke(Llama3, System.Text.Json.JsonSerializer.Serialize(new Dictionary<string, string> { ["prompt"] = prompt }));

    private void AssertTurns(params (ChatRole Role, string Text)[] turns) =>
        Assert.Equal(turns, _runtime.Engine.Last.Messages.Select(message => (message.Role, message.Text)));
}
