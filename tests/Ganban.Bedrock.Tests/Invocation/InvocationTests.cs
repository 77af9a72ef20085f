using Ganban.Bedrock.Engines;
using Ganban.Contracts;
using Ganban.Contracts.BedrockRuntime;
using Ganban.Inference.Chat;
using Ganban.Inference.Generation;
using Ganban.Inference.Remote;
using static Ganban.Bedrock.Tests.Invocation.ScriptedChatClient;

namespace Ganban.Bedrock.Tests.Invocation;

public sealed class InvocationTests : IAsyncLifetime
{
    private const string Haiku = "anthropic.claude-3-haiku-20240307-v1:0";
    private const string Llama = "meta.llama3-8b-instruct-v1:0";
    private const string Prompt = """{"prompt":"x"}""";
    private const string Hi = """{"messages":[{"role":"user","content":[{"text":"Hi"}]}]}""";
    private const string Claude = """{"anthropic_version":"bedrock-2023-05-31","max_tokens":9,"messages":[{"role":"user","content":"x"}]}""";
    private readonly Runtime _runtime = Runtime.Open();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _runtime.DisposeAsync().AsTask();

    [Fact]
    public async Task The_engine_that_answers_is_named_and_performance_and_tier_are_echoed()
    {
        await _runtime.Invoke(
            Llama, Prompt, ("X-Amzn-Bedrock-PerformanceConfig-Latency", "optimized"), ("X-Amzn-Bedrock-Service-Tier", "flex"));

        Assert.Equal("scripted", _runtime.Headers["x-ganban-engine"]);
        Assert.Equal("optimized", _runtime.Headers["X-Amzn-Bedrock-PerformanceConfig-Latency"]);
        Assert.Equal("flex", _runtime.Headers["X-Amzn-Bedrock-Service-Tier"]);
    }

    [Theory]
    [InlineData("anthropic.claude-3-haiku-20240307-v1:0")]
    [InlineData("us.anthropic.claude-3-haiku-20240307-v1:0")]
    public async Task The_region_that_serves_is_told(string model)
    {
        await _runtime.Converse(model, """{"messages":[{"role":"user","content":[{"text":"Hi"}]}]}""");

        Assert.Equal("us-east-1", _runtime.Headers["x-ganban-region"]);
    }

    [Fact]
    public async Task A_stream_tells_the_type_of_its_chunks_and_no_counts()
    {
        await _runtime.InvokeStream(Llama, Prompt);

        Assert.Equal("application/json", _runtime.Headers["X-Amzn-Bedrock-Content-Type"]);
        Assert.DoesNotContain("X-Amzn-Bedrock-Input-Token-Count", _runtime.Headers.Keys);
    }

    [Theory]
    [InlineData("application/json", "*/*")]
    [InlineData("Application/JSON; charset=utf-8", "text/plain, application/json")]
    public async Task Json_is_accepted_however_it_is_written(string contentType, string accept) => Assert.Contains(
        "generation", await _runtime.Invoke(Llama, Prompt, ("Content-Type", contentType), ("Accept", accept)), StringComparison.Ordinal);

    [Theory]
    [InlineData("Content-Type", "text/plain", 400)]
    [InlineData("Accept", "image/png", 400)]
    [InlineData("X-Amzn-Bedrock-GuardrailIdentifier", "abc", 400)]
    [InlineData("X-Amzn-Bedrock-GuardrailVersion", "1", 400)]
    public async Task Headers_that_cant_be_followed_are_refused(string name, string value, int status) =>
        Assert.Equal(status, (await _runtime.Refused("InvokeModel", Llama, Prompt, (name, value))).Status);

    [Fact]
    public async Task Formats_that_are_not_known_are_refused_by_name()
    {
        var error = await _runtime.Refused("InvokeModel", "twelvelabs.pegasus-1-2-v1:0", Prompt);

        Assert.Equal(501, error.Status);
        Assert.Contains("the native format twelvelabs-pegasus of twelvelabs.pegasus-1-2-v1:0", error.Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, string, string> Operations { get; } = new()
    {
        { "InvokeModel", Llama, Prompt },
        { "InvokeModelWithResponseStream", Llama, Prompt },
        { "InvokeModelWithResponseStream", Haiku, Claude },
        { "Converse", Haiku, Hi },
        { "ConverseStream", Haiku, Hi },
    };

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task A_prompt_too_long_is_refused_before_any_event(string operation, string model, string body)
    {
        _runtime.Engine.Fault = (0, new PromptTooLongException(9, 8));

        var error = await _runtime.Refused(operation, model, body);

        Assert.Equal(("ValidationException", 400), (error.Code, error.Status));
        Assert.StartsWith("Input is too long for requested model.", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task A_busy_engine_throttles(string operation, string model, string body)
    {
        _runtime.Engine.Fault = (0, new EngineBusyException(2, 256));

        var error = await _runtime.Refused(operation, model, body);

        Assert.Equal(
            ("ThrottlingException", 429, "Too many requests, please wait before trying again."), (error.Code, error.Status, error.Message));
    }

    [Fact]
    public async Task Content_that_the_engine_cant_take_is_a_validation_error()
    {
        _runtime.Engine.Fault = (0, new UnsupportedContentException("tools", "tiny"));

        var error = await _runtime.Refused("Converse", Haiku, Hi);

        Assert.Equal(("ValidationException", "The model 'tiny' does not support tools."), (error.Code, error.Message));
    }

    [Fact]
    public async Task A_refusal_in_the_middle_of_a_stream_keeps_its_words()
    {
        _runtime.Engine.Plays(Piece("a"), Piece("b"), End(2));
        _runtime.Engine.Fault = (1, new EngineBusyException(2, 256));

        var error = await Assert.ThrowsAnyAsync<ModelledException>(() => _runtime.InvokeStream(Llama, Prompt));

        Assert.Equal("ThrottlingException", error.Code);
    }

    [Fact]
    public async Task A_failed_computation_is_the_models_error_and_its_cause_is_not_told()
    {
        _runtime.Engine.Plays(Piece("a"), Piece("b"), End(2));
        _runtime.Engine.Fault = (0, new EngineFailedException(new IOException("/secret/path")));
        var before = await _runtime.Refused("Converse", Haiku, Hi);
        _runtime.Engine.Fault = (1, new EngineFailedException(new IOException("/secret/path")));
        var inStream = await Assert.ThrowsAnyAsync<ModelledException>(() => _runtime.ConverseStream(Haiku, Hi));

        Assert.Equal(("ModelErrorException", 424), (before.Code, before.Status));
        Assert.Equal("ModelStreamErrorException", inStream.Code);
        Assert.DoesNotContain("secret", before.Message + inStream.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, "ModelNotReadyException", 429)]
    [InlineData(false, "ModelErrorException", 424)]
    public async Task An_engine_that_cant_be_opened_tells_whether_to_come_back(
        bool isTemporary, string code, int status)
    {
        _runtime.Engine.Fault = (0, new EngineNotOpenException("small", isTemporary, "No.", new IOException("disk")));
        foreach (var operation in new[] { "Converse", "ConverseStream" })
        {
            var error = await _runtime.Refused(operation, Haiku, Hi);

            Assert.Equal((code, status, "No."), (error.Code, error.Status, error.Message));
        }
    }

    [Fact]
    public async Task A_fault_of_the_engine_stays_a_fault()
    {
        _runtime.Engine.Fault = (0, new IOException("disk"));

        await Assert.ThrowsAsync<IOException>(() => _runtime.Converse(Haiku, Hi));
    }

    [Theory]
    [InlineData(RemoteFault.Unreachable, "ServiceUnavailableException", 503)]
    [InlineData(RemoteFault.Unavailable, "ServiceUnavailableException", 503)]
    [InlineData(RemoteFault.NotReady, "ModelNotReadyException", 429)]
    [InlineData(RemoteFault.TimedOut, "ModelTimeoutException", 408)]
    [InlineData(RemoteFault.Busy, "ThrottlingException", 429)]
    [InlineData(RemoteFault.Rejected, "ValidationException", 400)]
    [InlineData(RemoteFault.Failed, "ModelErrorException", 424)]
    [InlineData(RemoteFault.Garbled, "ModelErrorException", 424)]
    [InlineData(RemoteFault.Broken, "ModelErrorException", 424)]
    public async Task A_fault_of_a_remote_engine_has_the_services_word_for_it(
        RemoteFault fault, string code, int status)
    {
        _runtime.Engine.Fault = (0, new RemoteEngineException(fault, "house", "did something."));

        foreach (var (operation, model, body) in new[] { ("InvokeModel", Llama, Prompt), ("ConverseStream", Haiku, Hi) })
        {
            var error = await _runtime.Refused(operation, model, body);
            Assert.Equal((code, status), (error.Code, error.Status));
            Assert.Contains("The engine 'house' did something.", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_fault_of_a_remote_engine_in_mid_stream_is_a_stream_error_and_without_a_stream_its_own()
    {
        var fault = new RemoteEngineException(RemoteFault.Broken, "house", "went away.") { StatusCode = 500, Words = "oops" };
        _runtime.Engine.Plays(Piece("a"), Piece("b"), End(2));
        _runtime.Engine.Fault = (1, fault);

        var streamed = await Assert.ThrowsAsync<ModelStreamErrorException>(() => _runtime.ConverseStream(Haiku, Hi));
        var whole = await Assert.ThrowsAsync<ModelErrorException>(() => _runtime.Converse(Haiku, Hi));

        Assert.Equal((500, "oops"), (streamed.OriginalStatusCode, streamed.OriginalMessage));
        Assert.Equal((500, "house"), (whole.OriginalStatusCode, whole.ResourceName));
    }
}
