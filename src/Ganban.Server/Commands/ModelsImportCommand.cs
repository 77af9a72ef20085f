using System.CommandLine;
using System.Globalization;
using Ganban.Inference.ModelFiles;
using Ganban.Inference.ModelStore;
using Ganban.Server.Hosting;
using Spectre.Console;

namespace Ganban.Server.Commands;

/// <summary><c>ganban models import</c>: takes a model of this machine into the store, or converts one.</summary>
internal static class ModelsImportCommand
{
    /// <summary>The mixes of number formats that can be asked for.</summary>
    public static string MixNames => string.Join(", ", QuantizationMix.All.Select(mix => mix.Name));

    public static Command Create()
    {
        var source = new Argument<string>("path")
        {
            Description = "A GGUF file, or a folder with config.json, *.safetensors and tokenizer.json.",
        };
        var output = new Option<FileInfo?>("--output")
        {
            Description = "Write a folder's model to this GGUF file in place of storing it.",
        };
        var name = CreateName();
        var type = CreateType();
        var import = new Command("import", "Take a model of this machine into the store; safetensors are converted.")
        {
            source, name, type, output,
        }.WithData();
        import.SetModelAction(async (result, cancellationToken) =>
        {
            var path = result.GetValue(source)!;
            var mix = QuantizationMix.Get(result.GetValue(type)!);
            if (result.GetValue(output) is { } file)
            {
                var model = result.GetValue(name) ?? ModelName.From(Path.GetFileName(path));
                GgufConverter.Convert(path, file.FullName, mix, model);
                file.Refresh();
                AnsiConsole.Console.WriteLine(
                    string.Create(CultureInfo.InvariantCulture, $"Wrote {file.FullName}, {file.Length:N0} bytes."));
                return;
            }

            var store = ModelStoreSetup.Open(result.Settings());
            Tell(await TransferDisplay.Show(AnsiConsole.Console, progress => ModelImport.Import(
                store, path, result.GetValue(name), mix, progress, cancellationToken)));
        });
        return import;
    }

    /// <summary>The option that names the model in the store.</summary>
    public static Option<string?> CreateName() =>
        new("--name") { Description = "What the model shall be called (default: as its file)." };

    /// <summary>The option for the type that safetensors are converted to.</summary>
    public static Option<string> CreateType() => new("--type")
    {
        Description = $"The formats of the weights where safetensors are converted: {MixNames}.",
        DefaultValueFactory = _ => "Q8_0",
    };

    /// <summary>Says what was stored and how to use it.</summary>
    public static void Tell(StoredModel model) => AnsiConsole.Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"Stored {model.Name}: {model.Architecture}, {model.Parameters / 1e6:N1} M parameters, {model.Quantization}, "
            + $"{model.Bytes / 1e6:N1} MB. Use it: ganban serve --model {model.Name}"));
}
