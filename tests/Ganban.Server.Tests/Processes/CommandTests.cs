namespace Ganban.Server.Tests.Processes;

public sealed class CommandTests : IDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("ganban-command-").FullName;

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [Fact]
    public async Task Coverage_lists_every_operation_with_how_far_it_is()
    {
        var coverage = await ProgramRun.Ganban("coverage");

        Assert.Equal(0, coverage.ExitCode);
        Assert.Matches("bedrock-runtime .* ConverseStream .* executes", coverage.Output);
        Assert.Matches("bedrock-agent .* CreateAgent .* not yet", coverage.Output);
    }

    [Fact]
    public async Task Coverage_lists_the_fields_that_nothing_touches()
    {
        var fields = await ProgramRun.Ganban("coverage", "--fields");

        Assert.Equal(0, fields.ExitCode);
        Assert.Contains("requestMetadata", fields.Output, StringComparison.Ordinal);
        Assert.Matches("members of requests are not read", fields.Output);
    }

    [Fact]
    public async Task The_catalogs_models_are_listed()
    {
        var listed = await ProgramRun.Ganban("models", "catalog", "--provider", "ai21");

        Assert.Equal(0, listed.ExitCode);
        Assert.Contains("ai21.j2-ultra-v1", listed.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("anthropic.", listed.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_demo_plays_its_scenario_to_the_end()
    {
        var demo = await ProgramRun.Ganban("demo", "--once", "--port", "0", "--data", _data);

        Assert.True(demo.ExitCode == 0, demo.Output + demo.Error);
        Assert.Contains("ListFoundationModels", demo.Output, StringComparison.Ordinal);
        Assert.Contains("get_material_stock {\"material\":", demo.Output, StringComparison.Ordinal);
        Assert.Matches("[0-9]+ tokens, [0-9]+ tokens a second", demo.Output);
        Assert.Contains("AWS_ENDPOINT_URL=http://127.0.0.1:", demo.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--account", "12345", "twelve digits")]
    [InlineData("--days", "0", "from 1 to 36500")]
    public async Task Keys_that_make_no_sense_are_not_made(string option, string value, string message)
    {
        var refused = await ProgramRun.Ganban("keys", "create", "--data", _data, option, value);

        Assert.Equal(2, refused.ExitCode);
        Assert.Contains(message, refused.Error, StringComparison.Ordinal);
    }
}
