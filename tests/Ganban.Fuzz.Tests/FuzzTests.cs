using System.Globalization;
using Ganban.ContractSamples;
using Ganban.TestKit;

namespace Ganban.Fuzz.Tests;

/// <summary>
/// Bad input to every route of the real server. The seed stands in every failure; GANBAN_FUZZ_SEED repeats it,
/// GANBAN_FUZZ_CASES sets how many requests each route gets.
/// </summary>
public sealed class FuzzTests(GanbanServer server) : IClassFixture<GanbanServer>
{
    private const int AtOnce = 8;
    private const int FailuresShown = 5;
    private static readonly int s_seed = Setting("GANBAN_FUZZ_SEED", 20260103);
    private static readonly int s_cases = Setting("GANBAN_FUZZ_CASES", 6);

    // The routes that have a handler get more: there is more behind them that may break.
    private static readonly string[] s_implemented =
    [
        "Converse", "ConverseStream", "CountTokens", "InvokeModel", "InvokeModelWithResponseStream", "ListFoundationModels", "GetFoundationModel",
        "CreateInferenceProfile", "GetInferenceProfile", "ListInferenceProfiles", "DeleteInferenceProfile", "TagResource", "UntagResource",
        "ListTagsForResource", "PutUseCaseForModelAccess", "CreateFoundationModelAgreement", "GetFoundationModelAvailability",
    ];

    [Fact]
    public async Task Spoiled_requests_to_every_route_get_modelled_errors()
    {
        var operations = ServiceFacts.LoadAll().SelectMany(service => service.Operations).ToArray();
        Assert.Equal(219, operations.Length);
        var maker = new CaseMaker(s_seed);
        var cases = operations.SelectMany(operation => Enumerable
            .Range(0, s_implemented.Contains(operation.Name) ? s_cases * 10 : s_cases)
            .Select(number => maker.Make(operation, number)));
        using var client = new FuzzClient(server.Address);

        await AssertGood(cases, client.Judge);

        await AssertAlive(client);
    }

    [Fact]
    public async Task Wrong_signatures_never_pass_and_get_modelled_errors()
    {
        var operations = ServiceFacts.LoadAll().SelectMany(service => service.Operations).ToArray();
        var maker = new CaseMaker(s_seed);
        using var client = new FuzzClient(server.Address);
        var spoilers = SignatureSpoilers.All(client);
        var cases = operations.SelectMany((operation, at) => Enumerable.Range(0, 2)
            .Select(number => (
                Request: maker.Make(operation, number), Spoil: spoilers[((at * 2) + number) % spoilers.Count])));

        await AssertGood(cases, item => client.Judge(
            item.Request with { Name = $"{item.Request.Name}, {item.Spoil.Name}" }, item.Spoil.Headers(item.Request), mustFail: true));

        await AssertAlive(client);
    }

    [Theory]
    [InlineData("/foundation-models/../foundation-models")]
    [InlineData("/foundation-models/%2e%2e/foundation-models")]
    [InlineData("/x/%252e%252E/foundation-models")]
    [InlineData("//foundation-models")]
    [InlineData("/./foundation-models")]
    [InlineData("/model//converse")]
    [InlineData("/foundation-models//")]
    public async Task Paths_that_could_mean_two_things_are_refused(string path)
    {
        using var client = new FuzzClient(server.Address);
        var request = new FuzzCase { Name = "ambiguous path", Method = "GET", Path = path };

        Assert.Null(await client.Judge(request, client.Sign(request), mustFail: true));
    }

    [Theory]
    [InlineData("GET", "/")]
    [InlineData("GET", "/nothing/here")]
    [InlineData("BREW", "/foundation-models")]
    [InlineData("DELETE", "/foundation-models")]
    [InlineData("GET", "/%2500")]
    public async Task Routes_that_do_not_exist_are_modelled_errors(string method, string path)
    {
        using var client = new FuzzClient(server.Address);
        var request = new FuzzCase { Name = "unknown route", Method = method, Path = path };

        Assert.Null(await client.Judge(request, client.Sign(request), mustFail: true));
    }

    [Fact]
    public async Task A_host_name_that_is_not_this_machines_is_refused()
    {
        using var client = new FuzzClient(server.Address);
        var request = new FuzzCase { Name = "rebound host", Method = "GET", Path = "/foundation-models", Headers = [new("host", "evil.example")] };

        Assert.Null(await client.Judge(request, client.Sign(request), mustFail: true));
    }

    private static int Setting(string name, int usual) =>
        int.TryParse(
            Environment.GetEnvironmentVariable(name), NumberStyles.Integer, CultureInfo.InvariantCulture, out var value)
            ? value
            : usual;

    private static async Task AssertGood<T>(IEnumerable<T> cases, Func<T, Task<string?>> judge)
    {
        var wrong = new System.Collections.Concurrent.ConcurrentQueue<string>();
        await Parallel.ForEachAsync(cases, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (item, _) =>
        {
            if (await judge(item) is { } complaint)
            {
                wrong.Enqueue(complaint);
            }
        });
        Assert.True(wrong.IsEmpty, $"{wrong.Count} wrong answers with seed {s_seed}, the first:\n\n{string.Join("\n\n", wrong.Take(FailuresShown))}");
    }

    private async Task AssertAlive(FuzzClient client)
    {
        Assert.True(server.IsAlive, server.Output);
        Assert.DoesNotContain("failed by a fault of the server", server.Output, StringComparison.Ordinal);
        var request = new FuzzCase { Name = "afterwards", Method = "GET", Path = "/foundation-models" };
        Assert.Null(await client.Judge(request));
    }
}
