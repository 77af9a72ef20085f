using System.CommandLine;
using System.Globalization;
using Ganban.Bedrock.FoundationModels;
using Ganban.Inference.ModelFiles;
using Spectre.Console;

namespace Ganban.Server.Commands;

/// <summary><c>ganban models</c>: lists the catalog, converts model files.</summary>
internal static class ModelsCommand
{
    public static Command Create() =>
        new("models", "Look at the model catalog, convert model files.") { List(), Convert() };

    private static Command List()
    {
        var provider =
            new Option<string?>("--provider") { Description = "Only models whose provider or id contains this text." };
        var list = new Command("list", "List the models of the catalog.") { provider };
        list.SetAction(result =>
        {
            var wanted = result.GetValue(provider) ?? "";
            var table = new Table().AddColumns("Model", "Provider", "In", "Out", "Stream", "Format");
            var models = ModelCatalog.Load().Models.Where(model => model.VariantOf is null && Matches(model, wanted));
            foreach (var model in models)
            {
                table.AddRow(
                    model.Id,
                    Markup.Escape(model.Provider),
                    string.Join(' ', model.InputModalities ?? []),
                    string.Join(' ', model.OutputModalities),
                    model.Streaming switch { true => "yes", false => "no", null => "?" },
                    model.NativeFormat);
            }

            AnsiConsole.Write(table);
        });
        return list;
    }

    private static Command Convert()
    {
        var source = new Argument<DirectoryInfo>("folder")
        {
            Description = "A folder with config.json, model.safetensors, tokenizer.json and chat_template.jinja.",
        };
        var target = new Argument<FileInfo>("file") { Description = "The GGUF file to write." };
        var name = new Option<string>("--name")
        {
            Description = "The model's name in the file.",
            DefaultValueFactory = _ => "model",
        };
        var type = new Option<string>("--type")
        {
            Description = "The type of the weights.",
            DefaultValueFactory = _ => "q8_0",
        }.AcceptOnlyFromAmong("f32", "f16", "q8_0");
        var convert = new Command("convert", "Convert a Llama-family model from safetensors to GGUF.")
        {
            source,
            target,
            name,
            type,
        };
        convert.SetAction(result =>
        {
            var tensorType = Enum.Parse<TensorType>(result.GetValue(type)!, ignoreCase: true);
            GgufConverter.Convert(
                result.GetValue(source)!.FullName,
                result.GetValue(target)!.FullName,
                tensorType,
                result.GetValue(name)!);
            var size = new FileInfo(result.GetValue(target)!.FullName).Length;
            AnsiConsole.Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Wrote {size:N0} bytes."));
        });
        return convert;
    }

    private static bool Matches(CatalogModel model, string wanted) =>
        model.Provider.Contains(wanted, StringComparison.OrdinalIgnoreCase)
            || model.Id.Contains(wanted, StringComparison.OrdinalIgnoreCase);
}
