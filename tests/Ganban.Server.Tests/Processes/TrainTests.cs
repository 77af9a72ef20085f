using System.Text.Json;
using Ganban.TestKit;

namespace Ganban.Server.Tests.Processes;

public sealed class TrainTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ganban-train-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task An_adapter_of_the_carried_model_is_trained_and_merged()
    {
        var carried = Path.Combine(Path.GetDirectoryName(GanbanServer.Executable)!, "models", "ganban-2.gguf");
        await File.WriteAllLinesAsync(
            PathOf("data.jsonl"),
            Enumerable.Range(0, 20).Select(n => JsonSerializer.Serialize(new { text = $"Robot {n} likes clay." })));
        await File.WriteAllTextAsync(PathOf("plan.json"), JsonSerializer.Serialize(new
        {
            @base = carried,
            contextLength = 128,
            adapter = new { rank = 2, targets = new[] { "attn_q", "attn_v" } },
            data = "data.jsonl",
            checkpoints = "checkpoints",
            output = "trained.gguf",
            log = "steps.jsonl",
            training = new { steps = 3, batchTokens = 64, optimizer = new { learningRate = 0.005 } },
        }));

        var run = await ProgramRun.Ganban("train", PathOf("plan.json"));
        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        Assert.Contains("step 3 of 3, loss", run.Output, StringComparison.Ordinal);
        Assert.Contains("Wrote ", run.Output, StringComparison.Ordinal);
        Assert.Equal(3, (await File.ReadAllLinesAsync(PathOf("steps.jsonl"))).Length);
        Assert.True(File.Exists(PathOf("trained.gguf")));

        // All steps are done: the same command only writes the model again.
        var again = await ProgramRun.Ganban("train", PathOf("plan.json"));
        Assert.True(again.ExitCode == 0, again.Output + again.Error);
        Assert.Contains("Goes on after step 3.", again.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_wrong_is_said_in_one_line()
    {
        var missing = await ProgramRun.Ganban("train", PathOf("none.json"));
        Assert.Equal(2, missing.ExitCode);
        Assert.Contains("none.json", Assert.Single(missing.Error.Trim().Split('\n')), StringComparison.Ordinal);
        await File.WriteAllTextAsync(PathOf("plan.json"), "[]");
        var wrong = await ProgramRun.Ganban("train", PathOf("plan.json"));
        Assert.Equal(2, wrong.ExitCode);
        Assert.Contains("is not a training plan", wrong.Error, StringComparison.Ordinal);
    }

    private string PathOf(string name) => Path.Combine(_folder, name);
}
