using System.CommandLine;
using System.Globalization;
using Ganban.Server.Hosting;
using Spectre.Console;

namespace Ganban.Server.Commands;

/// <summary><c>ganban models list</c>: the stored models.</summary>
internal static class ModelsListCommand
{
    public static Command Create()
    {
        var list = new Command("list", "List the stored models.").WithData();
        list.SetModelAction((result, _) =>
        {
            var store = ModelStoreSetup.Open(result.Settings());
            var models = store.List();
            if (models.Count == 0)
            {
                AnsiConsole.Console.WriteLine(
                    $"No models are stored in {store.Folder}. Fetch one: ganban models pull OWNER/REPOSITORY");
                return Task.CompletedTask;
            }

            var table = new Table().AddColumns("Model", "Architecture", "Parameters", "Type", "Context", "MB", "From");
            foreach (var model in models)
            {
                table.AddRow(
                    model.Name,
                    Markup.Escape(model.Architecture),
                    (model.Parameters / 1e6).ToString("N1", CultureInfo.InvariantCulture) + " M",
                    model.Quantization,
                    model.ContextLength?.ToString(CultureInfo.InvariantCulture) ?? "?",
                    (model.Bytes / 1e6).ToString("N1", CultureInfo.InvariantCulture),
                    Markup.Escape(model.Source));
            }

            AnsiConsole.Write(table);
            return Task.CompletedTask;
        });
        return list;
    }
}
