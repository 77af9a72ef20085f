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
        var command =
            new Command("coverage", "List every operation of the API and how far it is implemented.") { markdown };
        command.SetAction(result =>
        {
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
}
