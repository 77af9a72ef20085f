using System.Globalization;
using Ganban.Storage;
using Ganban.Storage.CrashWriter;
using Ganban.Storage.Sqlite;

// write FOLDER ROUND    writes until it is killed and reports what the store acknowledged; for the crash tests
// measure FOLDER        prints how fast the store is on this machine
switch (args)
{
    case ["write", var folder, var round]:
        await using (var database = SqliteResourceDatabase.Open(folder, TimeProvider.System))
        {
            var store = new ResourceStore(database, TimeProvider.System);
            var load = new CrashLoad(store, int.Parse(round, CultureInfo.InvariantCulture));
            await load.RunAsync();
        }

        return 0;
    case ["measure", var folder]:
        await using (var database = SqliteResourceDatabase.Open(folder, TimeProvider.System))
        {
            await new Measurement(new ResourceStore(database, TimeProvider.System)).RunAsync(Console.Out);
        }

        return 0;
    default:
        await Console.Error.WriteLineAsync("usage: write FOLDER ROUND | measure FOLDER");
        return 2;
}
