using System.Globalization;
using Ganban.Storage;
using Ganban.Storage.CrashWriter;
using Ganban.Storage.Sqlite;
using Ganban.Storage.Sqlite.Objects;

// write FOLDER ROUND    writes until it is killed and reports what the store acknowledged; for the crash tests
// objects FOLDER ROUND  the same with objects
// measure FOLDER        prints how fast the store is on this machine
if (args is not (["write" or "objects", _, _] or ["measure", _]))
{
    await Console.Error.WriteLineAsync("usage: write FOLDER ROUND | objects FOLDER ROUND | measure FOLDER");
    return 2;
}

try
{
    if (args is ["objects", var folder, var number])
    {
        await using var objects = await FileObjectStore.Open(folder, TimeProvider.System, 0, CancellationToken.None);
        await new ObjectLoad(objects, int.Parse(number, CultureInfo.InvariantCulture)).RunAsync();
        return 0;
    }

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
