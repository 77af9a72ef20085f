using System.CommandLine;
using Ganban.Server.Coverage;
using Spectre.Console;

namespace Ganban.Server.Commands;

/// <summary>
/// <c>ganban coverage</c>: tells of every operation whether it executes, keeps state only, or isn't there yet.
/// </summary>
internal static class CoverageCommand
{
    public static Command Create()
    {
        var markdown = new Option<bool>("--markdown") { Description = "Print the table of docs/compatibility.md." };
        var fields = new Option<bool>("--fields")
        {
            Description = "List the members of requests and responses that no code touches instead.",
        };
        var command = new Command("coverage", "List every operation of the API and how far it is implemented.")
        {
            markdown, fields,
        };
        command.SetAction(result =>
        {
            if (result.GetValue(fields))
            {
                WriteFields(result.GetValue(markdown));
                return;
            }

            var coverage = CoverageList.Make();
            if (result.GetValue(markdown))
            {
                AnsiConsole.Profile.Out.Writer.Write(CoverageList.ToMarkdown(coverage));
                return;
            }

            var table = new Table().AddColumns("Service", "Operation", "Coverage");
            foreach (var (operation, status) in coverage)
            {
                table.AddRow(operation.Service, operation.Name, status);
            }

            AnsiConsole.Write(table);
            AnsiConsole.Console.WriteLine(CoverageList.Summary(coverage));
        });
        return command;
    }

    private static void WriteFields(bool markdown)
    {
        var fields = FieldList.Make();
        if (markdown)
        {
            AnsiConsole.Profile.Out.Writer.Write(FieldPage.Make(fields));
            return;
        }

        var table = new Table().AddColumns("Service", "Operation", "Not read", "Not written");
        foreach (var item in fields)
        {
            string[] cells =
            [
                item.Operation.Service,
                item.Operation.Name,
                string.Join('\n', item.NotRead),
                string.Join('\n', item.NotWritten),
            ];
            table.AddRow([.. cells.Select(Markup.Escape)]);
        }

        AnsiConsole.Write(table);
        AnsiConsole.Console.WriteLine(FieldPage.Summary(fields));
    }
}
