using System.Text.Json.Nodes;
using Ganban.Server.Tests.Clients;
using Ganban.Server.Tests.Processes;
using Ganban.TestKit;

namespace Ganban.Server.Tests.Flows;

/// <summary>Asynchronous executions of flows with the JavaScript SDK.</summary>
[Collection(FlowCollection.Name)]
public sealed class FlowExecutionTests(FlowServer flows)
{
    private const string Test = "TSTALIASID";

    [NodeFact]
    public async Task An_execution_goes_on_by_itself_and_tells_what_happened()
    {
        var id = await flows.Prepare("background", Asking());
        var arn = await Start(id, "粘土?", "stock-1");
        Assert.Equal($"arn:aws:bedrock:us-east-1:000000000000:flow/{id}/alias/{Test}/execution/stock-1", arn);

        var ended = await End(id, "stock-1");
        Assert.Equal(("Succeeded", "DRAFT"), ((string)ended["status"]!, (string)ended["flowVersion"]!));
        Assert.Equal((string)ended["executionArn"]!, (string)(await Get(id, arn))["executionArn"]!);
        var events = await Events(id, "stock-1", "Flow");
        Assert.Equal(["flowInputEvent", "flowOutputEvent"], events.Select(SdkResult.NameOf));
        Assert.Equal(
            "粘土の在庫は5kgです。", (string)events[1]["flowOutputEvent"]!["fields"]![0]!["content"]!["document"]!);
        Assert.Equal(
            ["nodeOutputEvent", "nodeInputEvent", "nodeActionEvent", "nodeOutputEvent", "nodeInputEvent"],
            (await Events(id, "stock-1", "Node")).Select(SdkResult.NameOf));

        var snapshot = (await flows.Run("GetExecutionFlowSnapshot", Execution(id, "stock-1"))).Output;
        Assert.Equal("start", (string)JsonNode.Parse((string)snapshot["definition"]!)!["nodes"]![0]!["name"]!);
    }

    [NodeFact]
    public async Task Executions_are_deleted_with_their_flow_but_not_while_they_run_unless_so_asked()
    {
        var id = await flows.Prepare("deleted", Asking());
        await Start(id, "粘土?", "over");
        await End(id, "over");
        await Start(id, "take your time", "slow");

        var refused = await flows.Call("DeleteFlow", new { flowIdentifier = id });
        Assert.Equal("ConflictException", refused.Error);
        Assert.Contains("the execution slow", refused.Message, StringComparison.Ordinal);
        Assert.Equal("Succeeded", (string)(await Get(id, "over"))["status"]!);
        await flows.Do("DeleteFlow", new { flowIdentifier = id, skipResourceInUseCheck = true });

        foreach (var name in new[] { "over", "slow" })
        {
            Assert.Equal(
                "ResourceNotFoundException", (await flows.Run("GetFlowExecution", Execution(id, name))).Error);
        }
    }

    [NodeFact]
    public async Task A_text_that_is_no_ASCII_is_told_whole_up_to_64_Ki_characters()
    {
        var text = new string('あ', 12_000);
        var id = await flows.Prepare(
            "long-text", new FlowDraft().Start().End("end").Data("start.document", "end.document"));
        await Start(id, text, "long");

        Assert.Equal("Succeeded", (string)(await End(id, "long"))["status"]!);
        var events = await Events(id, "long", "Flow");
        Assert.Equal(text, (string)events[0]["flowInputEvent"]!["fields"]![0]!["content"]!["document"]!);
        Assert.Equal(text, (string)events[1]["flowOutputEvent"]!["fields"]![0]!["content"]!["document"]!);
    }

    [NodeFact]
    public async Task An_input_that_is_too_large_to_be_stored_is_refused()
    {
        var id = await flows.Prepare("large-input", Asking());
        using var http = new SignedHttp(flows.Server.Address);
        var document = new string('x', 16 << 20);

        using var started = await http.Post($"/flows/{id}/aliases/{Test}/executions", new
        {
            inputs = new[] { new { nodeName = "start", content = new { document } } },
        });

        Assert.Equal(400, (int)started.StatusCode);
        Assert.StartsWith(
            "inputs.1.member.content.document: ",
            (string)(await SignedHttp.Json(started))["message"]!,
            StringComparison.Ordinal);
    }

    [NodeFact]
    public async Task An_execution_that_fails_names_the_node()
    {
        var id = await flows.Prepare("failing", new FlowDraft().Start()
            .Code("work", "text:String", "Number", "int(text)").Data("start.document", "work.text")
            .End("end", "Number").Data("work.response", "end.document"));
        await Start(id, "seven", "fails");

        var ended = await End(id, "fails");

        Assert.Equal(("Failed", "work"), ((string)ended["status"]!, (string)ended["errors"]![0]!["nodeName"]!));
        var node = (await Events(id, "fails", "Node"))[^1]["nodeFailureEvent"]!;
        Assert.Equal(("work", "DEPENDENCY_FAILED"), ((string)node["nodeName"]!, (string)node["errorCode"]!));
        var flow = (await Events(id, "fails", "Flow"))[^1]["flowFailureEvent"]!;
        Assert.Equal("NODE_EXECUTION_FAILED", (string)flow["errorCode"]!);
        Assert.Equal("ConflictException", (await flows.Run("StopFlowExecution", Execution(id, "fails"))).Error);
    }

    [NodeFact]
    public async Task An_execution_can_be_stopped_and_all_are_listed()
    {
        var id = await flows.Prepare("stopped", Asking());
        await Start(id, "take your time", "slow");
        var again = await flows.Run("StartFlowExecution", Input(id, "take your time", "slow"));
        Assert.Equal("ConflictException", again.Error);
        Assert.Equal("Running", (string)(await Get(id, "slow"))["status"]!);

        var stopped = (await flows.Run("StopFlowExecution", Execution(id, "slow"))).Output;
        Assert.Equal("Aborted", (string)stopped["status"]!);
        Assert.Equal("Aborted", (string)(await End(id, "slow"))["status"]!);

        await Start(id, "粘土?", "quick");
        await End(id, "quick");
        var first = (await flows.Run("ListFlowExecutions", new { flowIdentifier = id, maxResults = 1 })).Output;
        Assert.EndsWith("/quick", Listed(first), StringComparison.Ordinal);
        var second = (await flows.Run("ListFlowExecutions", new
        {
            flowIdentifier = id,
            maxResults = 1,
            nextToken = (string)first["nextToken"]!,
        })).Output;
        Assert.EndsWith("/slow", Listed(second), StringComparison.Ordinal);
        Assert.Equal("ResourceNotFoundException", (await flows.Run("GetFlowExecution", Execution(id, "none"))).Error);
    }

    private static string Listed(JsonNode page) => (string)page["flowExecutionSummaries"]![0]!["executionArn"]!;

    private static FlowDraft Asking() => new FlowDraft().Start()
        .Prompt("ask", "{{text}}", ["text:String=$.data"]).Data("start.document", "ask.text")
        .End("end").Data("ask.modelCompletion", "end.document");

    private async Task<string> Start(string id, string text, string name) =>
        (string)(await flows.Run("StartFlowExecution", Input(id, text, name))).Output["executionArn"]!;

    private static object Input(string flowIdentifier, string document, string flowExecutionName) => new
    {
        flowIdentifier,
        flowAliasIdentifier = Test,
        flowExecutionName,
        inputs = new[] { new { nodeName = "start", nodeOutputName = "document", content = new { document } } },
    };

    private static object Execution(string flowIdentifier, string executionIdentifier) =>
        new { flowIdentifier, flowAliasIdentifier = Test, executionIdentifier };

    private async Task<JsonNode> Get(string id, string execution) =>
        (await flows.Run("GetFlowExecution", Execution(id, execution))).Output;

    private async Task<JsonNode> End(string id, string execution)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (true)
        {
            var found = await Get(id, execution);
            if (found["endedAt"] is not null)
            {
                return found;
            }

            await Task.Delay(20, late.Token);
        }
    }

    // Page by page, to see that none is lost between two.
    private async Task<IReadOnlyList<JsonNode>> Events(
        string flowIdentifier, string executionIdentifier, string eventType)
    {
        var events = new List<JsonNode>();
        string? nextToken = null;
        do
        {
            var page = (await flows.Run("ListFlowExecutionEvents", new
            {
                flowIdentifier,
                flowAliasIdentifier = Test,
                executionIdentifier,
                eventType,
                maxResults = 2,
                nextToken,
            })).Output;
            events.AddRange(page["flowExecutionEvents"]!.AsArray().Select(item => item!));
            nextToken = (string?)page["nextToken"];
        }
        while (nextToken is not null);
        return events;
    }
}
