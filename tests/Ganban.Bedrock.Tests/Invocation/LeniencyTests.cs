namespace Ganban.Bedrock.Tests.Invocation;

/// <summary>Rules that only forbid: kept, or passed over where the server is told to, and never unsaid.</summary>
public sealed class LeniencyTests : IAsyncLifetime
{
    private const string Haiku = "anthropic.claude-3-haiku-20240307-v1:0";
    private const string WantsProfile = "anthropic.claude-sonnet-4-20250514-v1:0";
    private const string Header = "x-ganban-passed-over";
    private const string Hi = """{"messages":[{"role":"user","content":[{"text":"Hi"}]}]}""";

    private const string Called = """
        {"messages":[{"role":"user","content":[{"text":"x"}]},
         {"role":"assistant","content":[{"toolUse":{"toolUseId":"a","name":"look","input":{} } }]},
         {"role":"user","content":[{"toolResult":{"toolUseId":"a","content":[{"text":"5"}]} }]}]}
        """;

    private const string Unknown = """
        {"anthropic_version":"bedrock-2023-05-31","max_tokens":9,"wings":2,
         "messages":[{"role":"user","content":[{"type":"text","text":"Hi","colour":"red"}]}]}
        """;

    private readonly Runtime _strict = Runtime.Open();
    private readonly Runtime _lenient = Runtime.Open(isLenient: true);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _strict.DisposeAsync();
        await _lenient.DisposeAsync();
    }

    [Theory]
    [InlineData("Converse", WantsProfile, Hi, "on-demand-throughput")]
    [InlineData("Converse", Haiku, Called, "tool-config")]
    [InlineData("ConverseStream", Haiku, Called, "tool-config")]
    [InlineData("Converse", WantsProfile, Called, "on-demand-throughput, tool-config")]
    [InlineData("InvokeModel", Haiku, Unknown, "unknown-members")]
    [InlineData("InvokeModelWithResponseStream", Haiku, Unknown, "unknown-members")]
    [InlineData("InvokeModel", "amazon.titan-embed-text-v2:0", """{"inputText":"x","wings":2}""", "unknown-members")]
    public async Task A_rule_that_only_forbids_is_passed_over_where_that_is_wanted(
        string operation, string model, string body, string told)
    {
        Assert.Equal(400, (await _strict.Refused(operation, model, body)).Status);

        await _lenient.Answer(operation, model, body);
        Assert.Equal(told, _lenient.Headers[Header]);
    }

    [Fact]
    public async Task What_breaks_no_rule_is_told_nothing()
    {
        await _lenient.Converse(Haiku, Hi);

        Assert.DoesNotContain(Header, _lenient.Headers.Keys);
    }

    [Theory]
    [InlineData(Haiku, """{"anthropic_version":"bedrock-2023-05-31","max_tokens":"9","wings":2,"messages":[{"role":"user","content":"Hi"}]}""")]
    [InlineData(Haiku, """{"wings":2}""")]
    [InlineData("no.such-model", Unknown)]
    public async Task What_is_wrong_stays_wrong(string model, string body) =>
        Assert.Equal(400, (await _lenient.Refused("InvokeModel", model, body)).Status);
}
