using System.Globalization;
using Ganban.Bench.Server;

// Measures a whole server from outside: cold start, first token, and reads a second against another server if one is
// given. dotnet run -c Release --project bench/Ganban.Bench.Server -- [ADDRESS OF A MOTO SERVER]
// With the verb runtime: what the runtime adds to an engine that answers at once, and beside a gateway if one is given.
// dotnet run -c Release --project bench/Ganban.Bench.Server -- runtime [ADDRESS OF A PORTKEY GATEWAY]
// With the verb functions: what a call of a function costs.
// With the verb agents: how often agents on the carried model are right, and what orchestration costs; with seeds, the
// scenarios that these invent in place of the usual ones, and nothing else.
// dotnet run -c Release --project bench/Ganban.Bench.Server -- agents [SEED …]
// With the verb flows: what a flow's nodes cost beside what they do.
// With the verb ingestion: how long a knowledge base takes to index so many files.
// dotnet run -c Release --project bench/Ganban.Bench.Server -- ingestion [1000 10000]
if (args is [BareEndpoint.Verb])
{
    await BareEndpoint.Serve();
    return;
}

if (args is [IngestionMeasures.Verb, .. var counts])
{
    var files = counts.Select(count => int.Parse(count, CultureInfo.InvariantCulture)).ToList();
    await IngestionMeasures.Run(files.Count > 0 ? files : [1000, 10_000]);
    return;
}

if (args is [RuntimeMeasures.Verb, ..])
{
    await RuntimeMeasures.Run(args.Length > 1 ? new Uri(args[1]) : null);
    return;
}

if (args is [FunctionMeasures.Verb])
{
    await FunctionMeasures.Run();
    return;
}

if (args is [FlowMeasures.Verb])
{
    await FlowMeasures.Run();
    return;
}

if (args is [AgentMeasures.Verb, .. var seeds])
{
    await AgentMeasures.Run([.. seeds.Select(seed => int.Parse(seed, CultureInfo.InvariantCulture))]);
    return;
}

const int StartsMeasured = 7;
const int Connections = 16;
var readTime = TimeSpan.FromSeconds(5);

var starts = new List<(TimeSpan Listening, TimeSpan FirstToken)>();
for (var i = 0; i <= StartsMeasured; i++)
{
    await using var cold = await ServerProcess.Start();
    var firstToken = await Client.FirstToken(cold.Address);
    if (i > 0)
    {
        starts.Add((cold.Listening, cold.Listening + firstToken));
    }
}

Report("start to listening", starts.Select(start => start.Listening));
Report("start to first token", starts.Select(start => start.FirstToken));

await using var server = await ServerProcess.Start();
var profile = await Client.CreateProfile(server.Address);
var reads = new List<(string Name, Uri Address, string Path)>
{
    ("GetInferenceProfile (stored)", server.Address, $"/inference-profiles/{profile}"),
    ("GetFoundationModel (catalog)", server.Address, "/foundation-models/amazon.titan-text-express-v1"),
};
if (args is [var moto])
{
    reads.Add(("moto: ListModelCustomizationJobs", new Uri(moto), "/model-customization-jobs"));
}

foreach (var (name, address, path) in reads)
{
    await Client.ReadsPerSecond(address, path, Connections, TimeSpan.FromSeconds(2));
    var perSecond = await Client.ReadsPerSecond(address, path, Connections, readTime);
    Console.WriteLine(
        string.Create(CultureInfo.InvariantCulture, $"{name}: {perSecond:N0} requests/s at {Connections} connections"));
}

static void Report(string name, IEnumerable<TimeSpan> times)
{
    var sorted = times.Select(time => time.TotalMilliseconds).Order().ToArray();
    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{name}: median {sorted[sorted.Length / 2]:F0} ms (min {sorted[0]:F0}, max {sorted[^1]:F0}, n {sorted.Length})"));
}
