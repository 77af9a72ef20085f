using System.CommandLine;
using System.Globalization;
using Spectre.Console;

namespace Ganban.Server.Commands;

/// <summary><c>ganban keys list</c>: the credentials in the data folder, without their secrets.</summary>
internal static class KeysListCommand
{
    public static Command Create()
    {
        var list = new Command("list", "List the keys that were created.").WithData();
        list.SetKeysAction(async (keys, _, cancellationToken) =>
        {
            var table = new Table().AddColumns("Key", "Kind", "Account", "Created", "Expires");
            foreach (var key in await keys.List(cancellationToken))
            {
                table.AddRow(
                    key.Id,
                    key.IsApiKey ? "API key" : "access key",
                    key.Account,
                    Day(key.CreatedAt),
                    key.ExpiresAt is { } end ? Day(end) : "never");
            }

            AnsiConsole.Write(table);
            return 0;
        });
        return list;
    }

    private static string Day(DateTimeOffset at) => at.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
