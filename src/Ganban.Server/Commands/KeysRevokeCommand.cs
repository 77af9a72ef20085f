using System.CommandLine;
using Ganban.Server.Hosting;
using Spectre.Console;

namespace Ganban.Server.Commands;

/// <summary><c>ganban keys revoke</c>: takes a credential out of the data folder.</summary>
internal static class KeysRevokeCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("key")
        {
            Description = "An access key's id or an API key as `keys list` shows it, or the API key itself.",
        };
        var revoke = new Command("revoke", "Revoke a key.") { name }.WithData();
        revoke.SetKeysAction(async (keys, result, cancellationToken) =>
        {
            if (!await keys.Revoke(result.GetValue(name)!, cancellationToken))
            {
                return ServeCommand.Failed(new StartupException(
                    "There is no such key in this data folder. List them: ganban keys list"));
            }

            AnsiConsole.Console.WriteLine("Revoked.");
            return 0;
        });
        return revoke;
    }
}
