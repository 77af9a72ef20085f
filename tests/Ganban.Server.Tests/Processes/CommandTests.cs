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
        Assert.Matches("bedrock .* CreateEvaluationJob .* not yet", coverage.Output);
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
    public async Task The_catalogs_list_shows_what_Converse_allows()
    {
        var listed = await ProgramRun.Ganban("models", "catalog", "--provider", "amazon.");

        Assert.Matches("amazon.titan-text-lite-v1 .* titan-text", Row(listed.Output, "titan-text-lite-v1"));
        Assert.DoesNotContain("tools", Row(listed.Output, "titan-text-lite-v1"), StringComparison.Ordinal);
        Assert.DoesNotContain("tools", Row(listed.Output, "rerank-v1"), StringComparison.Ordinal);
        Assert.Contains("text system tools images", Row(listed.Output, "nova-lite-v1"), StringComparison.Ordinal);
        Assert.DoesNotContain("images", Row(listed.Output, "nova-micro-v1"), StringComparison.Ordinal);

        static string Row(string output, string model) =>
            output.Split('\n').First(line => line.Contains($"amazon.{model}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Keys_are_listed_without_secrets_and_revoked()
    {
        var access = (await Keys("create", "--account", "111122223333")).Output.Split('\n');
        var (id, secret) = (access[0].Split('=', 2)[1].Trim(), access[1].Split('=', 2)[1].Trim());
        var first = (await Keys("create", "--api-key", "--days", "3")).Output.Trim().Split('=', 2)[1];
        await Keys("create", "--api-key");

        var listed = (await Keys("list")).Output;
        Assert.Contains(id, listed, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, listed, StringComparison.Ordinal);
        Assert.Equal(2, listed.Split("API key").Length - 1);
        Assert.Single(listed.Split('\n'), line => line.Contains("API key") && line.Contains("never"));

        Assert.Equal(0, (await Keys("revoke", first)).ExitCode);
        Assert.Equal(0, (await Keys("revoke", id)).ExitCode);
        var left = (await Keys("list")).Output;
        Assert.DoesNotContain(id, left, StringComparison.Ordinal);
        var other = left.Split('\n').Single(line => line.Contains("API key"));
        Assert.Contains("never", other, StringComparison.Ordinal);
        Assert.Equal(0, (await Keys("revoke", other.Split('│')[1].Trim())).ExitCode);

        var gone = await Keys("revoke", id);
        Assert.Equal(2, gone.ExitCode);
        Assert.Contains("There is no such key", gone.Error, StringComparison.Ordinal);
    }

    private Task<ProgramRun> Keys(params string[] arguments) =>
        ProgramRun.Ganban(["keys", .. arguments, "--data", _data]);

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
