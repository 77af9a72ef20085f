using Ganban.TestKit;

namespace Ganban.Server.Tests.Processes;

public sealed class ModelsTests : IDisposable
{
    private const string Carried = "ganban-2.gguf";

    private readonly string _data = Directory.CreateTempSubdirectory("ganban-models-").FullName;
    private readonly FakeHub _hub = new();

    private static string CarriedPath =>
        Path.Combine(Path.GetDirectoryName(GanbanServer.Executable)!, "models", Carried);

    public void Dispose()
    {
        _hub.Dispose();
        Directory.Delete(_data, recursive: true);
    }

    [Fact]
    public async Task A_model_is_pulled_listed_shown_served_and_removed()
    {
        _hub.Files[Carried] = await File.ReadAllBytesAsync(CarriedPath);

        var pulled = await Models("pull", "acme/tiny");
        Assert.True(pulled.ExitCode == 0, pulled.Output + pulled.Error);
        Assert.Contains("100 %", pulled.Output, StringComparison.Ordinal);
        Assert.Contains("ganban serve --model ganban-2", pulled.Output, StringComparison.Ordinal);

        Assert.Matches("ganban-2 .* llama .* Q8_0", (await Models("list")).Output);

        var shown = await Models("show", "ganban-2");
        Assert.Contains(FakeHub.Commit, shown.Output, StringComparison.Ordinal);
        Assert.Matches("chat template +[0-9,]+ characters", shown.Output);

        await AssertServes("ganban-2");

        var removed = await Models("remove", "ganban-2");
        Assert.Contains("Removed ganban-2", removed.Output, StringComparison.Ordinal);
        Assert.Contains("No models are stored", (await Models("list")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_of_this_machine_is_imported()
    {
        var imported = await Models("import", CarriedPath, "--name", "mine");
        Assert.True(imported.ExitCode == 0, imported.Output + imported.Error);
        Assert.Contains("Stored mine", imported.Output, StringComparison.Ordinal);
        var again = await Models("import", CarriedPath, "--name", "mine");
        Assert.Equal(2, again.ExitCode);
        Assert.Contains("already", again.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_is_quantised_into_a_file_and_into_the_store()
    {
        var target = Path.Combine(_data, "copy.gguf");
        var written = await Models("quantize", CarriedPath, target, "--type", "q8_0");
        Assert.True(written.ExitCode == 0, written.Output + written.Error);
        Assert.InRange(new FileInfo(target).Length, 1, new FileInfo(CarriedPath).Length + 1000);

        var stored = await Models("quantize", target, "again", "--type", "Q8_0");
        Assert.Contains("Stored again", stored.Output, StringComparison.Ordinal);

        var refused = await Models("quantize", "again", "smaller", "--type", "Q4_K_M");
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("Q8_0 already", refused.Error, StringComparison.Ordinal);
        var unknown = await Models("quantize", "again", "smaller", "--type", "Q1");
        Assert.Contains("Q4_K_M", unknown.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pull", "acme/none", "404")]
    [InlineData("pull", "nonsense", "no model's address")]
    [InlineData("remove", "../..", "can't be the name of a model")]
    [InlineData("show", "nothing", "no model 'nothing'")]
    [InlineData("import", "/no/such/file.gguf", "/no/such/file.gguf")]
    public async Task What_can_not_be_done_is_told_in_one_line(string command, string argument, string message)
    {
        var refused = await Models(command, argument);

        Assert.Equal(2, refused.ExitCode);
        Assert.Contains(message, refused.Error, StringComparison.Ordinal);
        Assert.Single(refused.Error.Trim().Split('\n'));
    }

    [Fact]
    public async Task A_token_is_sent_but_never_printed()
    {
        _hub.Token = "hf_other";
        var refused = await Models("pull", "acme/tiny");
        Assert.Contains("403", refused.Error, StringComparison.Ordinal);
        Assert.Contains(_hub.Requests, request => request.Contains("Bearer hf_secret", StringComparison.Ordinal));
        Assert.DoesNotContain("hf_secret", refused.Error + refused.Output, StringComparison.Ordinal);
    }

    private async Task AssertServes(string name)
    {
        var server = new GanbanServer { Arguments = { "--model", name } };
        Directory.Move(Path.Combine(_data, "models"), Path.Combine(server.Data, "models"));
        await server.InitializeAsync();
        Assert.True(server.IsAlive);
        Directory.Move(Path.Combine(server.Data, "models"), Path.Combine(_data, "models"));
        await server.DisposeAsync();
    }

    private Task<ProgramRun> Models(params string[] arguments) => ProgramRun.Ganban(
        new Dictionary<string, string>
        {
            ["GANBAN__HUB__URL"] = _hub.Address.ToString(),
            ["GANBAN__HUB__TOKEN"] = "hf_secret",
        },
        ["models", .. arguments, "--data", _data]);
}
