using System.CommandLine;
using Ganban.Bedrock.FoundationModels;
using Ganban.Bedrock.Invocation.Converse;
using Spectre.Console;

namespace Ganban.Server.Commands;

/// <summary><c>ganban models catalog</c>: the models whose names the server answers to.</summary>
internal static class ModelsCatalogCommand
{
    public static Command Create()
    {
        var provider =
            new Option<string?>("--provider") { Description = "Only models whose provider or id contains this text." };
        var catalog = new Command("catalog", "List the models of the catalog.") { provider };
        catalog.SetAction(result =>
        {
            var wanted = result.GetValue(provider) ?? "";
            var table = new Table().AddColumns("Model", "Provider", "In", "Out", "Stream", "Converse", "Format");
            var models = ModelCatalog.Load().Models.Where(model => model.VariantOf is null && Matches(model, wanted));
            foreach (var model in models)
            {
                table.AddRow(
                    model.Id,
                    Markup.Escape(model.Provider),
                    string.Join(' ', model.InputModalities ?? []),
                    string.Join(' ', model.OutputModalities),
                    model.Streaming switch { true => "yes", false => "no", null => "?" },
                    string.Join(' ', ModelLimits.Allowed(model)),
                    model.NativeFormat);
            }

            AnsiConsole.Write(table);
        });
        return catalog;
    }

    private static bool Matches(CatalogModel model, string wanted) =>
        model.Provider.Contains(wanted, StringComparison.OrdinalIgnoreCase)
            || model.Id.Contains(wanted, StringComparison.OrdinalIgnoreCase);
}
