using System.CommandLine;
using System.Globalization;
using Ganban.Inference.ModelFiles;
using Ganban.Inference.ModelStore;
using Ganban.Server.Hosting;
using Spectre.Console;

namespace Ganban.Server.Commands;

/// <summary><c>ganban models quantize</c>: writes a model in smaller number formats.</summary>
internal static class ModelsQuantizeCommand
{
    private static readonly Argument<string> Source =
        new("model") { Description = "A stored model's name or a GGUF file, in F32, F16 or BF16." };

    private static readonly Argument<string> Target =
        new("target") { Description = "A file to write, ending in .gguf, or the name of a model to store." };

    private static readonly Option<string> Type = new("--type")
    {
        Description = $"The formats of the weights: {ModelsImportCommand.MixNames}.",
        DefaultValueFactory = _ => "Q4_K_M",
    };

    private static readonly Option<int> Threads = new("--threads")
    {
        Description = "How many cores to use.",
        DefaultValueFactory = _ => Environment.ProcessorCount,
    };

    public static Command Create()
    {
        var quantize = new Command("quantize", "Write a model in smaller number formats.")
        {
            Source, Target, Type, Threads,
        }.WithData();
        quantize.SetModelAction(Run);
        return quantize;
    }

    private static async Task Run(ParseResult result, CancellationToken cancellationToken)
    {
        var store = ModelStoreSetup.Open(result.Settings());
        var mix = QuantizationMix.Get(result.GetValue(Type)!);
        var (from, to) = (result.GetValue(Source)!, result.GetValue(Target)!);
        var source = store.Find(from) is { } model && !File.Exists(from) ? store.PathOf(model) : from;
        var threads = Math.Max(1, result.GetValue(Threads));
        if (to.EndsWith(".gguf", StringComparison.OrdinalIgnoreCase))
        {
            if (Path.GetFullPath(to) == Path.GetFullPath(source))
            {
                throw new ModelStoreException("The file to write must be another one than the file to read.");
            }

            await Quantize(source, to);
            var bytes = new FileInfo(to).Length;
            AnsiConsole.Console.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"Wrote {to}, {bytes:N0} bytes."));
            return;
        }

        using var stage = store.Stage(to);
        var file = $"{to}.gguf";
        await Quantize(source, Path.Combine(stage.Content, file));
        var files = new[] { await stage.Describe(file, cancellationToken) };
        ModelsImportCommand.Tell(stage.Commit(files, source, null));

        Task<bool> Quantize(string input, string output) => TransferDisplay.Show(AnsiConsole.Console, progress =>
        {
            var shown = new Shown(Path.GetFileName(output), progress);
            return Task.Run(
                () =>
                {
                    GgufQuantizer.Quantize(input, output, mix, threads, shown, cancellationToken);
                    return true;
                },
                cancellationToken);
        });
    }

    private sealed class Shown(string file, IProgress<PullProgress> progress)
        : IProgress<(string Tensor, long BytesDone, long Bytes)>
    {
        public void Report((string Tensor, long BytesDone, long Bytes) value) =>
            progress.Report(new PullProgress(file, value.BytesDone, value.Bytes));
    }
}
