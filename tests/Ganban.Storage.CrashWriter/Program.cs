using System.Globalization;
using Ganban.Storage;
using Ganban.Storage.CrashWriter;
using Ganban.Storage.Sqlite;

// write FOLDER ROUND    writes until it is killed and reports what the store acknowledged; for the crash tests
// measure FOLDER        prints how fast the store is on this machine
if (args is not (["write", _, _] or ["measure", _]))
{
    await Console.Error.WriteLineAsync("usage: write FOLDER ROUND | measure FOLDER");
    return 2;
}

try
{
    await using var database = SqliteResourceDatabase.Open(args[1], TimeProvider.System);
    var store = new ResourceStore(database, TimeProvider.System);
    await (args is ["write", _, var round]
        ? new CrashLoad(store, int.Parse(round, CultureInfo.InvariantCulture)).RunAsync()
        : new Measurement(store).RunAsync(Console.Out));
    return 0;
}
catch (StoreOpenException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 3;
}
