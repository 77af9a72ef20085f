using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Ganban.Inference.Models;
using Ganban.Training.Jobs;
using Ganban.Training.Tests.Files;

namespace Ganban.Training.Tests.Jobs;

public sealed class TrainingJobTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ganban-job").FullName;

    public TrainingJobTests()
    {
        TinyTokenizer.Write(PathOf("tokenizer.gguf"));
        File.WriteAllLines(PathOf("data.jsonl"), Enumerable.Range(0, 40).Select(n => n % 2 == 0
            ? JsonSerializer.Serialize(new { text = string.Concat(Enumerable.Repeat((char)('A' + (n % 5)), 12)) })
            : "{\"tokens\": [5, 6, 7, 8], \"weights\": [0, 1, 0.5, 1]}"));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_plan_is_carried_out_interrupted_resumed_and_its_model_opened()
    {
        var plan = Plan(40);
        using var interrupt = new CancellationTokenSource();
        Assert.False(new TrainingJob(plan, TimeProvider.System).Run(
            step =>
            {
                if (step.Step == 25)
                {
                    interrupt.Cancel();
                }
            },
            _ => { }, interrupt.Token));
        Assert.False(File.Exists(plan.Output));

        var told = new List<string>();
        Assert.True(new TrainingJob(plan, TimeProvider.System).Run(_ => { }, told.Add, CancellationToken.None));
        Assert.Equal("Goes on after step 25.", Assert.Single(told));
        var steps = File.ReadAllLines(plan.Log!).Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        Assert.Equal(Enumerable.Range(1, 40), steps.Select(step => step.GetProperty("step").GetInt32()));
        Assert.True(steps[^1].GetProperty("loss").GetDouble() < 0.7 * steps[0].GetProperty("loss").GetDouble());
        Assert.True(steps[^1].GetProperty("tokensPerSecond").GetDouble() > 0);
        using var model = LanguageModel.Open(plan.Output);
        Assert.Equal("counted", model.Name);
    }

    [Fact]
    public void The_same_model_comes_out_whether_or_not_it_was_interrupted()
    {
        var whole = Plan(30) with { Checkpoints = PathOf("whole"), Output = PathOf("whole.gguf"), Log = null };
        Assert.True(Run(whole));
        var parts = Plan(30) with { Log = null };
        for (var stop = 7; stop < 30; stop += 11)
        {
            using var interrupt = new CancellationTokenSource();
            new TrainingJob(parts, TimeProvider.System).Run(
                step =>
                {
                    if (step.Step == stop)
                    {
                        interrupt.Cancel();
                    }
                },
                _ => { }, interrupt.Token);
        }

        Assert.True(Run(parts with { Threads = 1 }));
        Assert.Equal(File.ReadAllBytes(whole.Output), File.ReadAllBytes(parts.Output));
    }

    [Fact]
    public async Task The_same_model_comes_out_though_the_process_was_killed_again_and_again()
    {
        var whole = Plan(300) with { Checkpoints = PathOf("whole"), Output = PathOf("whole.gguf"), Log = null };
        Assert.True(Run(whole));
        var parts = Plan(300, checkpointSteps: 1);
        foreach (var steps in new[] { 1, 9, 23 })
        {
            await KillAfter(steps);
        }

        Assert.NotEmpty(Directory.GetFiles(parts.Checkpoints));
        Assert.False(File.Exists(parts.Output));
        Assert.True(Run(parts));
        Assert.Equal(File.ReadAllBytes(whole.Output), File.ReadAllBytes(parts.Output));
    }

    [Fact]
    public void An_adapter_is_trained_on_a_base_and_merged()
    {
        Assert.True(Run(Plan(5)));
        File.WriteAllText(PathOf("adapter.json"), """
            {
              // On top of the first.
              "base": "model.gguf", "adapter": { "rank": 2, "targets": ["attn_q", "ffn_down"] },
              "data": "data.jsonl", "checkpoints": "adapter-checkpoints", "output": "merged.gguf",
              "training": { "steps": 4, "batchTokens": 128 },
            }
            """);
        Assert.True(Run(TrainingPlan.Read(PathOf("adapter.json"))));
        Assert.True(File.Exists(PathOf("merged.gguf.adapter/adapter_model.safetensors")));
        using var model = LanguageModel.Open(PathOf("merged.gguf"));
        Assert.Equal(TinyTokenizer.Size, model.VocabularySize);
    }

    [Theory]
    [InlineData("{", "is not a training plan")]
    [InlineData("{\"data\": \"x\"}", "is not a training plan")]
    [InlineData("{\"nonsense\": 1, \"data\": \"x\", \"checkpoints\": \"c\", \"output\": \"o\", \"training\": {\"steps\": 1}}", "nonsense")]
    [InlineData("{\"data\": \"x\", \"checkpoints\": \"c\", \"output\": \"o\", \"training\": {\"steps\": 1}}", "either 'model'")]
    [InlineData("{\"base\": \"b\", \"threads\": 0, \"data\": \"x\", \"checkpoints\": \"c\", \"output\": \"o\", \"training\": {\"steps\": 1}}", "'threads' is 0")]
    public void Unusable_plans_are_refused(string json, string expected)
    {
        var path = PathOf("plan.json");
        File.WriteAllText(path, json);
        var error = Assert.Throws<TrainingException>(() => Run(TrainingPlan.Read(path)));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "has no examples")]
    [InlineData("{\"text\": 5}", "Line 1 of")]
    [InlineData("{\"tokens\": [1, 2]}", "Line 1 of")]
    [InlineData("nonsense", "Line 1 of")]
    public void Unusable_data_is_refused(string line, string expected)
    {
        File.WriteAllText(PathOf("data.jsonl"), line);
        var error = Assert.Throws<TrainingException>(() => Run(Plan(1)));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    // The kill comes somewhere between a step and the next, most likely while a checkpoint is written.
    private async Task KillAfter(int steps)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "Ganban.Training.CrashTrainer.dll");
        using var process = Process.Start(
            new ProcessStartInfo("dotnet", [program, PathOf("plan.json")]) { RedirectStandardOutput = true })!;
        for (var seen = 0; seen < steps;)
        {
            var line = await process.StandardOutput.ReadLineAsync();
            Assert.NotNull(line);
            seen += line.StartsWith("step", StringComparison.Ordinal) ? 1 : 0;
        }

        process.Kill();
        await process.WaitForExitAsync();
    }

    private static bool Run(TrainingPlan plan) =>
        new TrainingJob(plan, TimeProvider.System).Run(_ => { }, _ => { }, CancellationToken.None);

    private TrainingPlan Plan(int steps, int checkpointSteps = 10)
    {
        var path = PathOf("plan.json");
        File.WriteAllText(path, string.Create(CultureInfo.InvariantCulture, $$"""
            {
              "model": {
                "vocabulary": {{TinyTokenizer.Size}}, "width": 32, "layers": 1, "heads": 2, "kvHeads": 1, "headSize": 16,
                "feedForwardWidth": 32, "contextLength": 32
              },
              "tokenizer": "tokenizer.gguf", "data": "data.jsonl", "checkpoints": "checkpoints",
              "output": "model.gguf", "outputType": "F16", "name": "counted", "log": "steps.jsonl", "threads": 2,
              "training": {
                "steps": {{steps}}, "batchTokens": 96, "checkpointSteps": {{checkpointSteps}}, "warmupSteps": 3, "decaySteps": 5,
                "lengths": [{ "step": 1, "length": 16 }, { "step": 10, "length": 32 }],
                "optimizer": { "learningRate": 0.01, "embeddingLearningRate": 0.01 }
              }
            }
            """));
        return TrainingPlan.Read(path);
    }

    private string PathOf(string name) => Path.Combine(_folder, name);
}
