using System.Text.Json.Nodes;
using Ganban.Server.Tests.Clients;
using Ganban.Server.Tests.Processes;
using Ganban.TestKit;

namespace Ganban.Server.Tests.Flows;

/// <summary>Flows, their versions and aliases with the JavaScript SDK.</summary>
[Collection(FlowCollection.Name)]
public sealed class FlowControlTests(FlowServer flows)
{
    private const string Role = "arn:aws:iam::000000000000:role/flows";

    [NodeFact]
    public async Task A_flow_lives_from_its_draft_over_versions_and_aliases_to_its_deletion()
    {
        var id = await flows.Create("life", Said("first"));
        Assert.Matches("^[0-9A-Z]{10}$", id);
        var early = await flows.Call("CreateFlowVersion", new { flowIdentifier = id });
        Assert.Equal("ValidationException", early.Error);
        Assert.Contains("NotPrepared", early.Message, StringComparison.Ordinal);
        Assert.Equal("Prepared", (string)(await flows.Do("PrepareFlow", new { flowIdentifier = id }))["status"]!);
        var version = await flows.Do("CreateFlowVersion", new { flowIdentifier = id, description = "The first." });
        Assert.Equal(("1", "Prepared"), ((string)version["version"]!, (string)version["status"]!));
        var alias = await flows.Do("CreateFlowAlias", new
        {
            flowIdentifier = id,
            name = "live",
            routingConfiguration = new[] { new { flowVersion = "1" } },
            concurrencyConfiguration = new { type = "Manual", maxConcurrency = 2 },
        });
        var aliasId = (string)alias["id"]!;
        Assert.Equal($"arn:aws:bedrock:us-east-1:000000000000:flow/{id}/alias/{aliasId}", (string)alias["arn"]!);

        await flows.Do("UpdateFlow", new
        {
            flowIdentifier = id,
            name = "life",
            executionRoleArn = Role,
            definition = Said("second").Json,
        });
        var changed = await flows.Do("GetFlow", new { flowIdentifier = id });
        Assert.Equal("NotPrepared", (string)changed["status"]!);
        Assert.Equal("ValidationException", (await flows.Invoke(id, "x")).Error);
        Assert.Equal(
            "\"first\"",
            Assert.Single(FlowServer.Outputs(await flows.Invoke(id, "x", flowAliasIdentifier: aliasId))));
        await flows.Do("PrepareFlow", new { flowIdentifier = id });
        Assert.Equal("\"second\"", Assert.Single(FlowServer.Outputs(await flows.Invoke(id, "x"))));
        var found = await flows.Do("GetFlowVersion", new { flowIdentifier = id, flowVersion = "1" });
        Assert.Equal("1", (string)found["version"]!);

        await flows.Do("CreateFlowVersion", new { flowIdentifier = id });
        var versions = (await flows.Do("ListFlowVersions", new { flowIdentifier = id }))["flowVersionSummaries"]!;
        Assert.Equal(["2", "1"], versions.AsArray().Select(version => (string)version!["version"]!));
        await flows.Do("UpdateFlowAlias", new
        {
            flowIdentifier = id,
            aliasIdentifier = aliasId,
            name = "live",
            routingConfiguration = new[] { new { flowVersion = "2" } },
        });
        Assert.Equal("\"second\"", Assert.Single(FlowServer.Outputs(
            await flows.Invoke(id, "x", flowAliasIdentifier: (string)alias["arn"]!))));

        var used = await flows.Call("DeleteFlowVersion", new { flowIdentifier = id, flowVersion = "2" });
        Assert.Equal("ConflictException", used.Error);
        Assert.Equal("ConflictException", (await flows.Call("DeleteFlow", new { flowIdentifier = id })).Error);
        await flows.Do("DeleteFlowVersion", new { flowIdentifier = id, flowVersion = "1" });
        await flows.Do("DeleteFlowAlias", new { flowIdentifier = id, aliasIdentifier = aliasId });
        await flows.Do("DeleteFlow", new { flowIdentifier = id });
        Assert.Equal("ResourceNotFoundException", (await flows.Call("GetFlow", new { flowIdentifier = id })).Error);
    }

    [NodeFact]
    public async Task What_is_wrong_in_a_flow_is_told_when_it_is_prepared()
    {
        var draft = Said("x")
            .Prompt("again", "{{text}}", ["text:String=$.data"]).Data("again.modelCompletion", "again.text")
            .Node("look", "KnowledgeBase", ["retrievalQuery:String=$.data"], ["retrievalResults:Array"], new JsonObject
            {
                ["knowledgeBase"] = new JsonObject { ["knowledgeBaseId"] = "NOSUCHBASE" },
            })
            .Data("start.document", "look.retrievalQuery");
        var id = await flows.Create("wrong", draft);

        Assert.Equal("Failed", (string)(await flows.Do("PrepareFlow", new { flowIdentifier = id }))["status"]!);
        var flow = await flows.Do("GetFlow", new { flowIdentifier = id });
        var checkedOnly = await flows.Do("ValidateFlowDefinition", new { definition = draft.Json });

        Assert.Equal(flow["validations"]!.ToJsonString(), checkedOnly["validations"]!.ToJsonString());
        var found = flow["validations"]!.AsArray().ToDictionary(one => (string)one!["type"]!);
        Assert.Equal(["CyclicConnection", "UnreachableNode", "Unspecified"], found.Keys.Order());
        Assert.NotNull(found["CyclicConnection"]!["details"]!["cyclicConnection"]!["connection"]);
        Assert.Contains("NOSUCHBASE", (string)found["Unspecified"]!["message"]!, StringComparison.Ordinal);
        var refused = await flows.Invoke(id, "x");
        Assert.Equal(("ValidationException", 400), (refused.Error, refused.Status));
        Assert.Contains("Failed", refused.Message, StringComparison.Ordinal);
    }

    [NodeFact]
    public async Task Flows_are_listed_in_pages_bear_tags_and_belong_to_their_account()
    {
        var ids = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            ids.Add(await flows.Create($"listed{i}", Said("x")));
        }

        var first = await flows.Do("ListFlows", new { maxResults = 2 });
        Assert.Equal(2, first["flowSummaries"]!.AsArray().Count);
        var second = await flows.Do("ListFlows", new { maxResults = 2, nextToken = (string)first["nextToken"]! });
        Assert.NotEqual(
            (string)first["flowSummaries"]![0]!["id"]!, (string)second["flowSummaries"]![0]!["id"]!);
        Assert.Equal("ConflictException", (await flows.Call(
            "CreateFlow", new { name = "listed0", executionRoleArn = Role })).Error);
        Assert.Equal("ValidationException", (await flows.Call("ListFlows", new { nextToken = "abc" })).Error);

        var resourceArn = $"arn:aws:bedrock:us-east-1:000000000000:flow/{ids[0]}";
        await flows.Do("TagResource", new { resourceArn, tags = new { team = "clay" } });
        var tags = (await flows.Do("ListTagsForResource", new { resourceArn }))["tags"]!;
        Assert.Equal("clay", (string)tags["team"]!);

        using var stranger = new SignedHttp(flows.Server.Address) { AccessKey = "000000000777" };
        using var seen = await stranger.Get($"/flows/{ids[0]}/");
        Assert.Equal(404, (int)seen.StatusCode);
    }

    [Fact]
    public async Task A_flow_that_is_too_large_to_be_stored_is_refused()
    {
        var draft = new FlowDraft().Start();
        for (var i = 0; i < 4; i++)
        {
            draft.Code($"work{i}", "text:String", "String", new string('x', 5_000_000));
        }

        using var http = new SignedHttp(flows.Server.Address);
        using var created = await http.Post(
            "/flows/", new { name = "large", executionRoleArn = Role, definition = draft.Json });

        Assert.Equal(400, (int)created.StatusCode);
        Assert.StartsWith(
            "definition: It has more than 15728640 bytes",
            (string)(await SignedHttp.Json(created))["message"]!,
            StringComparison.Ordinal);
    }

    // Says a text whatever it is asked, without any model.
    private static FlowDraft Said(string text) => new FlowDraft().Start()
        .Decide("decide", ["text:String=$.data"], $"never=text == \"{text}{text}\"")
        .Data("start.document", "decide.text")
        .Node("say", "InlineCode", ["text:String=$.data"], ["response:String"], new JsonObject
        {
            ["inlineCode"] = new JsonObject { ["language"] = "Python_3", ["code"] = $"'{text}'" },
        })
        .Data("start.document", "say.text").When("decide", "default", "say")
        .End("end").Data("say.response", "end.document");
}
