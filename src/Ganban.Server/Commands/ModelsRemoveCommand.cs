using System.CommandLine;
using System.Globalization;
using Ganban.Server.Hosting;
using Spectre.Console;

namespace Ganban.Server.Commands;

/// <summary><c>ganban models remove</c>: removes a stored model.</summary>
internal static class ModelsRemoveCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("model") { Description = "The stored model's name." };
        var remove = new Command("remove", "Remove a stored model and its files.") { name }.WithData();
        remove.SetModelAction((result, _) =>
        {
            var model = ModelStoreSetup.Open(result.Settings()).Remove(result.GetValue(name)!);
            AnsiConsole.Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"Removed {model.Name}, {model.Bytes / 1e6:N1} MB."));
            return Task.CompletedTask;
        });
        return remove;
    }
}
