using System.Text.Json;
using Ganban.Bedrock.Flows.Executions;
using Ganban.Contracts.BedrockAgentRuntime;
using Ganban.Storage;
using Ganban.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ganban.Bedrock.Tests.Flows;

public sealed class FlowExecutionJobTests
{
    private const string Flow = "AAAAAAAAAA";
    private const string Alias = "TSTALIASID";
    private static readonly Tenant Owner = new("123456789012", "us-east-1");

    [Fact]
    public async Task An_execution_that_the_store_fails_can_be_run_again_and_goes_on_where_it_was()
    {
        await using var stored = TestStore.Open();
        var executions = new FlowExecutions(stored.Store, TimeProvider.System);
        var runs = new List<string>();
        var types = TestRun.Types((call, _) =>
        {
            runs.Add(call.Node.Name);
            if (runs.Count == 2)
            {
                stored.Database.Failures = 1;
            }

            return Task.FromResult(call.Value("n"));
        });
        var type = new FlowExecutionJob(
            executions, types, stored.Store, TimeProvider.System, NullLogger<FlowExecutionJob>.Instance);
        var id = await Create(stored.Store);
        var job = executions.Queued(Owner, id);

        await Assert.ThrowsAsync<IOException>(() => type.Run(job, default, default));
        Assert.Equal(FlowExecutionStatus.Running, await Status(executions, id));
        await type.Run(job, default, default);

        Assert.Equal(FlowExecutionStatus.Succeeded, await Status(executions, id));
        Assert.Equal(["one", "two", "two"], runs);
    }

    private static async Task<string> Status(FlowExecutions executions, string id) =>
        (await executions.Find(Owner, id, default))!.Document.Status;

    private static async Task<string> Create(ResourceStore store)
    {
        var draft = new FlowDraft().Start("Number")
            .Call("one", "n:Number=$.data", "Number").Data("start.document", "one.n")
            .Call("two", "n:Number=$.data", "Number").Data("one.functionResponse", "two.n")
            .End("end", "Number").Data("two.functionResponse", "end.document");
        var record = new FlowExecutionRecord(
            Alias,
            FlowVersion: "DRAFT",
            NodesAtOnce: 16,
            Latency: null,
            "arn:aws:iam::123456789012:root",
            "arn:aws:iam::123456789012:role/flows",
            CustomerEncryptionKeyArn: null,
            JsonSerializer.SerializeToElement(draft.Json),
            JsonSerializer.SerializeToElement(1),
            FlowExecutionStatus.Running,
            FailedNode: null,
            FailureMessage: null,
            EndedAt: null);
        var id = FlowExecutions.Id(Flow, Alias, "run");
        await store.CreateAsync(
            Owner,
            FlowExecutionRecord.Kind,
            new NewDocument<FlowExecutionRecord>(id, record) { Name = "run", Parent = Flow },
            default);
        return id;
    }
}
