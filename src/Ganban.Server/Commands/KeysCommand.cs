using System.CommandLine;
using Ganban.Server.Credentials;
using Ganban.Server.Hosting;
using Ganban.Storage;
using Ganban.Storage.Sqlite;
using Spectre.Console;

namespace Ganban.Server.Commands;

/// <summary><c>ganban keys</c>: makes, lists and revokes the credentials in the data folder.</summary>
internal static class KeysCommand
{
    private static readonly Option<string> Account = new("--account")
    {
        Description = "The account that the key belongs to: twelve digits.",
        DefaultValueFactory = _ => DevelopmentCredentials.Account,
    };

    private static readonly Option<bool> Bearer =
        new("--api-key") { Description = "Make a Bedrock API key (bearer) in place of an access key." };

    private static readonly Option<int?> Days =
        new("--days") { Description = "Days until the API key expires (default: never)." };

    public static Command Create()
    {
        var create = new Command("create", "Create an access key or a Bedrock API key.").WithData();
        create.Options.Add(Account);
        create.Options.Add(Bearer);
        create.Options.Add(Days);
        create.SetKeysAction(Run);
        return new Command("keys", "Manage credentials.")
        {
            create, KeysListCommand.Create(), KeysRevokeCommand.Create(),
        };
    }

    /// <summary>Lets a command work with the keys of the data folder, on which a server may be running.</summary>
    public static void SetKeysAction(
        this Command command, Func<StoredKeys, ParseResult, CancellationToken, Task<int>> work) =>
        command.SetAction(async (result, cancellationToken) =>
        {
            try
            {
                await using var database = SqliteResourceDatabase.OpenBeside(result.DataFolder(), TimeProvider.System);
                return await work(
                    new StoredKeys(new ResourceStore(database, TimeProvider.System)), result, cancellationToken);
            }
            catch (Exception e) when (e is StoreOpenException or IOException)
            {
                return ServeCommand.Failed(new StartupException(e.Message, e));
            }
        });

    private static async Task<int> Run(
        StoredKeys keys, ParseResult result, CancellationToken cancellationToken)
    {
        var account = result.GetValue(Account)!;
        if (account.Length != 12 || !account.All(char.IsAsciiDigit))
        {
            return ServeCommand.Failed(new StartupException($"The account must be twelve digits, not '{account}'."));
        }

        if (result.GetValue(Days) is <= 0 or > 36500)
        {
            return ServeCommand.Failed(new StartupException("The days must be a number from 1 to 36500."));
        }

        await Create(keys, result, account, cancellationToken);
        return 0;
    }

    private static async Task Create(
        StoredKeys keys,
        ParseResult result,
        string account,
        CancellationToken cancellationToken)
    {
        if (result.GetValue(Bearer))
        {
            var expires = result.GetValue(Days) is { } days
                ? TimeProvider.System.GetUtcNow().AddDays(days)
                : (DateTimeOffset?)null;
            AnsiConsole.Console.WriteLine(
                $"AWS_BEARER_TOKEN_BEDROCK={await keys.CreateApiKey(account, expires, cancellationToken)}");
            return;
        }

        var key = await keys.CreateAccessKey(account, cancellationToken);
        AnsiConsole.Console.WriteLine($"AWS_ACCESS_KEY_ID={key.Id}");
        AnsiConsole.Console.WriteLine($"AWS_SECRET_ACCESS_KEY={key.Secret}");
    }
}
