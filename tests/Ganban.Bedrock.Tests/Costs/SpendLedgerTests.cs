using Ganban.Bedrock.Costs;
using Ganban.Bedrock.FoundationModels;
using Ganban.Bedrock.Invocation;
using Ganban.Bedrock.Observation;
using Ganban.Protocol.Callers;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ganban.Bedrock.Tests.Costs;

public sealed class SpendLedgerTests
{
    private static readonly CatalogModel Model =
        ModelCatalog.Load().FindModel("anthropic.claude-3-haiku-20240307-v1:0")!;

    [Fact]
    public async Task Sums_grow_across_ledgers_and_are_written_once()
    {
        await using var test = TestStore.Open();
        for (var i = 0; i < 2; i++)
        {
            using var ledger = new SpendLedger(test.Store, TimeProvider.System, NullLogger<SpendLedger>.Instance);
            ledger.Add(Invocation());
            await ledger.Flush(default);
            await ledger.Flush(default);
            ledger.Add(Invocation());
            await ledger.Flush(default);
        }

        var report = new SpendReport(test.Store, TimeProvider.System);
        var sums = await report.Read(new SpendQuery(null, null, "day"), default);
        Assert.Equal(("1970-01-01", 4, 40), (sums.Single().Key, sums[0].Value.Invocations, sums[0].Value.InputTokens));
    }

    [Fact]
    public async Task What_could_not_be_written_is_written_later()
    {
        await using var test = TestStore.Open();
        using var ledger = new SpendLedger(test.Store, TimeProvider.System, NullLogger<SpendLedger>.Instance);
        ledger.Add(Invocation());
        await ledger.Flush(new CancellationToken(canceled: true));
        ledger.Add(Invocation());
        await ledger.Flush(default);

        var report = new SpendReport(test.Store, TimeProvider.System);
        var sums = await report.Read(new SpendQuery(null, null, "account"), default);
        Assert.Equal(2, sums.Single().Value.Invocations);
    }

    private static FinishedInvocation Invocation()
    {
        var notes = new InvocationNotes { Model = Model, Engine = "ganban-2" };
        notes.Add(new ChatStep.Started(10, null));
        return new FinishedInvocation
        {
            Operation = "Converse",
            Caller = new Caller("123456789012", "us-east-1", "arn:aws:iam::123456789012:root"),
            RequestId = "00000000-0000-0000-0000-000000000000",
            At = DateTimeOffset.UnixEpoch,
            Took = TimeSpan.FromSeconds(1),
            ModelId = Model.Id,
            Notes = notes,
        };
    }
}
