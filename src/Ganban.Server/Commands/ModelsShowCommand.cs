using System.CommandLine;
using System.Globalization;
using Ganban.Inference.ModelFiles;
using Ganban.Inference.ModelStore;
using Ganban.Server.Hosting;
using Spectre.Console;

namespace Ganban.Server.Commands;

/// <summary><c>ganban models show</c>: what a model is, by its files.</summary>
internal static class ModelsShowCommand
{
    private static readonly string[] TemplateWords = ["system", "tools", "tool_calls", "enable_thinking"];

    public static Command Create()
    {
        var name = new Argument<string>("model") { Description = "A stored model's name, or a GGUF file." };
        var show = new Command("show", "Show what a model is: sizes, types, context, tokenizer, template.") { name }
            .WithData();
        show.SetModelAction((result, _) =>
        {
            var store = ModelStoreSetup.Open(result.Settings());
            var model = store.Find(result.GetValue(name)!);
            var path = model is null ? result.GetValue(name)! : store.PathOf(model);
            if (model is null && !File.Exists(path))
            {
                store.Get(path);
            }

            using var file = GgufFile.Open(path);
            Write(ModelDescription.Of(file), model, path);
            return Task.CompletedTask;
        });
        return show;
    }

    private static void Write(ModelDescription description, StoredModel? model, string path)
    {
        var grid = new Grid().AddColumn(new GridColumn().NoWrap()).AddColumn();
        Row("file", path);
        Row("source", model?.Source);
        Row("revision", model?.Revision);
        Row("stored", model?.Stored.ToString("u", CultureInfo.InvariantCulture));
        Row("name", description.Name);
        Row("architecture", description.Architecture);
        Row("parameters", description.Parameters.ToString("N0", CultureInfo.InvariantCulture));
        Row("bytes", description.Bytes.ToString("N0", CultureInfo.InvariantCulture));
        Row("context", description.ContextLength?.ToString("N0", CultureInfo.InvariantCulture));
        Row("types", $"{description.Quantization} ({string.Join(", ", description.Types.Select(Share))})");
        Row("tokenizer", description.Tokenizer is { } tokenizer
            ? string.Create(CultureInfo.InvariantCulture, $"{tokenizer}, {description.Vocabulary:N0} tokens")
            : null);
        Row("chat template", Template(description.ChatTemplate));
        foreach (var file in model?.Files ?? [])
        {
            Row("sha256", $"{file.Sha256} {file.Name}");
        }

        AnsiConsole.Write(grid);

        void Row(string label, string? value) => grid.AddRow(label, Markup.Escape(value ?? "-"));

        string Share((string Type, int Tensors, long Bytes) type) => string.Create(
            CultureInfo.InvariantCulture,
            $"{type.Type}: {type.Tensors} tensors, {100.0 * type.Bytes / Math.Max(1, description.Bytes):N0} %");
    }

    // What a template mentions, it can render: that is all that can be told without a conversation.
    private static string? Template(string? template) => template is null
        ? null
        : string.Join(", ", TemplateWords
            .Where(word => template.Contains(word, StringComparison.Ordinal))
            .Prepend(string.Create(CultureInfo.InvariantCulture, $"{template.Length:N0} characters")));
}
