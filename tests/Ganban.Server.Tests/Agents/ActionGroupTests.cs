using System.Text.Json.Nodes;
using Ganban.Server.Tests.Batch;
using Ganban.Server.Tests.Clients;

namespace Ganban.Server.Tests.Agents;

/// <summary>What agents are given: action groups and knowledge bases.</summary>
[Collection(ClientTests.Name)]
public sealed class ActionGroupTests(ClientServer clients)
{
    private const string Schema = """
        openapi: 3.0.0
        paths:
          /stock:
            get: {operationId: get_stock, description: Tells the stock.}
        """;

    private static readonly object Control = new { customControl = "RETURN_CONTROL" };

    [Theory, JavaScriptData]
    public async Task Action_groups_are_kept_changed_and_taken_away(Sdk sdk)
    {
        var calls = new AgentCalls(clients, sdk);
        var agentId = await calls.Create("groups");
        var made = (await calls.Do("CreateAgentActionGroup", new
        {
            agentId,
            agentVersion = "DRAFT",
            actionGroupName = "stock",
            description = "The stock.",
            actionGroupExecutor = new { lambda = "arn:aws:lambda:us-east-1:000000000000:function:stock" },
            functionSchema = Functions("get_stock", "material"),
        }))["agentActionGroup"]!;
        var actionGroupId = (string)made["actionGroupId"]!;
        await calls.Do("CreateAgentActionGroup", BuiltIn(agentId, "ask", "AMAZON.UserInput"));
        await calls.Do("CreateAgentActionGroup", BuiltIn(agentId, "shell", "ANTHROPIC.Bash", "bash_20241022"));
        await calls.Alias(agentId, "first");

        var changed = (await calls.Do("UpdateAgentActionGroup", new
        {
            agentId,
            agentVersion = "DRAFT",
            actionGroupId,
            actionGroupName = "stocks",
            actionGroupExecutor = Control,
            apiSchema = new { payload = Schema },
            actionGroupState = "DISABLED",
        }))["agentActionGroup"]!;
        Assert.Equal((null, Schema), (changed["functionSchema"], (string)changed["apiSchema"]!["payload"]!));
        Assert.Equal("NOT_PREPARED", (string)(await calls.Get(agentId))["agentStatus"]!);
        var first = (await calls.Do(
            "GetAgentActionGroup", new { agentId, agentVersion = "1", actionGroupId }))["agentActionGroup"]!;
        Assert.Equal(
            ("stock", "1", "get_stock"),
            ((string)first["actionGroupName"]!,
                (string)first["agentVersion"]!,
                (string)first["functionSchema"]!["functions"]![0]!["name"]!));
        Assert.Equal(["stocks", "ask", "shell"], await Names(calls, agentId, "DRAFT"));
        Assert.Equal(["stock", "ask", "shell"], await Names(calls, agentId, "1"));

        await calls.Do("DeleteAgentActionGroup", new { agentId, agentVersion = "DRAFT", actionGroupId });
        var ask = (string)(await calls.Do(
            "ListAgentActionGroups", new { agentId, agentVersion = "DRAFT" }))["actionGroupSummaries"]![0]!["actionGroupId"]!;
        var use = new { agentId, agentVersion = "DRAFT", actionGroupId = ask };
        await calls.Refused("DeleteAgentActionGroup", use, "ConflictException", "ENABLED");
        await calls.Do(
            "DeleteAgentActionGroup",
            new { agentId, agentVersion = "DRAFT", actionGroupId = ask, skipResourceInUseCheck = true });
        await calls.Refused("GetAgentActionGroup", use, "ResourceNotFoundException", ask);
        Assert.Equal(["shell"], await Names(calls, agentId, "DRAFT"));
    }

    [Theory, JavaScriptData]
    public async Task A_schema_is_read_from_a_bucket_and_again_when_the_agent_is_prepared(Sdk sdk)
    {
        var calls = new AgentCalls(clients, sdk);
        var name = $"schemas-{sdk}".ToLowerInvariant();
        using var bucket = await new TestBucket(clients.Server.Address, name).Create();
        await bucket.Put("stock.yaml", Schema);
        var agentId = await calls.Create("bucket");
        var group = new
        {
            agentId,
            agentVersion = "DRAFT",
            actionGroupName = "stock",
            actionGroupExecutor = Control,
            apiSchema = new { s3 = new { s3BucketName = name, s3ObjectKey = "stock.yaml" } },
        };
        await calls.Do("CreateAgentActionGroup", group);
        Assert.Equal("PREPARED", (string)(await calls.Prepare(agentId))["agentStatus"]!);

        await bucket.Put("stock.yaml", "openapi: 2.0.0");
        var failed = await calls.Prepare(agentId);
        Assert.Equal("FAILED", (string)failed["agentStatus"]!);
        Assert.Contains("version 3.0", (string)failed["failureReasons"]![0]!, StringComparison.Ordinal);
        Assert.Contains("prepare the agent again", (string)failed["recommendedActions"]![0]!, StringComparison.Ordinal);
        await bucket.Put("stock.yaml", Schema);
        var mended = await calls.Prepare(agentId);
        Assert.Equal(("PREPARED", null), ((string)mended["agentStatus"]!, mended["failureReasons"]));
    }

    [Theory, JavaScriptData]
    public async Task Groups_that_contradict_themselves_are_refused_with_the_place(Sdk sdk)
    {
        var calls = new AgentCalls(clients, sdk);
        var agentId = await calls.Create("wrong-groups");
        await Refused(new { functionSchema = Functions("f") }, "actionGroupExecutor");
        await Refused(new { actionGroupExecutor = Control }, "apiSchema, functionSchema");
        await Refused(
            new { actionGroupExecutor = Control, functionSchema = Functions("f"), apiSchema = new { payload = Schema } },
            "Give one of them");
        await Refused(new { actionGroupExecutor = Control, apiSchema = new { payload = "{}" } }, "apiSchema: openapi");
        await Refused(
            new
            {
                actionGroupExecutor = Control,
                apiSchema = new { s3 = new { s3BucketName = "no-such-bucket", s3ObjectKey = "a.json" } },
            },
            "NoSuchBucket");
        await Refused(
            new { parentActionGroupSignature = "AMAZON.CodeInterpreter", actionGroupExecutor = Control },
            "AMAZON.CodeInterpreter");
        await Refused(new { parentActionGroupSignature = "ANTHROPIC.Bash" }, "needs a type");
        await calls.Do("CreateAgentActionGroup", BuiltIn(agentId, "one", "AMAZON.UserInput"));
        await calls.Refused(
            "CreateAgentActionGroup", BuiltIn(agentId, "two", "AMAZON.UserInput"), "ConflictException", "AMAZON.UserInput");
        await calls.Refused(
            "CreateAgentActionGroup", BuiltIn(agentId, "one", "AMAZON.CodeInterpreter"), "ConflictException", "one");

        Task Refused(object more, string part)
        {
            var input = System.Text.Json.JsonSerializer.SerializeToNode(more)!.AsObject();
            input["agentId"] = agentId;
            input["agentVersion"] = "DRAFT";
            input["actionGroupName"] = "wrong";
            return calls.Refused("CreateAgentActionGroup", input, "ValidationException", part);
        }
    }

    [Theory, JavaScriptData]
    public async Task Knowledge_bases_are_associated_and_must_be_there_when_the_agent_is_prepared(Sdk sdk)
    {
        var calls = new AgentCalls(clients, sdk);
        var agentId = await calls.Create("knowing");
        var made = await calls.Do("CreateKnowledgeBase", Knowledge.KnowledgeCalls.KnowledgeBase($"agents-{sdk}"));
        var knowledgeBaseId = (string)made["knowledgeBase"]!["knowledgeBaseId"]!;
        var use = new { agentId, agentVersion = "DRAFT", knowledgeBaseId };
        var association = new { agentId, agentVersion = "DRAFT", knowledgeBaseId, description = "Recipes." };
        await calls.Do("AssociateAgentKnowledgeBase", association);
        await calls.Refused("AssociateAgentKnowledgeBase", association, "ConflictException", knowledgeBaseId);
        await calls.Refused(
            "AssociateAgentKnowledgeBase",
            new { agentId, agentVersion = "DRAFT", knowledgeBaseId = "NOWHERE001", description = "d" },
            "ResourceNotFoundException",
            "NOWHERE001");
        Assert.Equal("PREPARED", (string)(await calls.Prepare(agentId))["agentStatus"]!);
        await calls.Do("DeleteKnowledgeBase", new { knowledgeBaseId });
        var failed = await calls.Prepare(agentId);
        Assert.Equal("FAILED", (string)failed["agentStatus"]!);
        Assert.Contains(knowledgeBaseId, (string)failed["failureReasons"]![0]!, StringComparison.Ordinal);

        await calls.Do(
            "UpdateAgentKnowledgeBase",
            new { agentId, agentVersion = "DRAFT", knowledgeBaseId, knowledgeBaseState = "DISABLED" });
        Assert.Equal("PREPARED", (string)(await calls.Prepare(agentId))["agentStatus"]!);
        var got = (await calls.Do("GetAgentKnowledgeBase", use))["agentKnowledgeBase"]!;
        Assert.Equal(("Recipes.", "DISABLED"), ((string)got["description"]!, (string)got["knowledgeBaseState"]!));
        await calls.Do("DisassociateAgentKnowledgeBase", use);
        Assert.Empty((await calls.Do("ListAgentKnowledgeBases", new { agentId, agentVersion = "DRAFT" }))
            ["agentKnowledgeBaseSummaries"]!.AsArray());
        await calls.Refused("GetAgentKnowledgeBase", use, "ResourceNotFoundException", knowledgeBaseId);
    }

    private static async Task<IEnumerable<string>> Names(AgentCalls calls, string agentId, string agentVersion)
    {
        var names = new List<string>();
        JsonNode? nextToken = null;
        do
        {
            var input = new JsonObject { ["agentId"] = agentId, ["agentVersion"] = agentVersion, ["maxResults"] = 2 };
            if (nextToken is not null)
            {
                input["nextToken"] = nextToken.DeepClone();
            }

            var page = await calls.Do("ListAgentActionGroups", input);
            names.AddRange(page["actionGroupSummaries"]!.AsArray().Select(one => (string)one!["actionGroupName"]!));
            nextToken = page["nextToken"];
        }
        while (nextToken is not null);
        return names;
    }

    private static object Functions(string name, params string[] parameters) => new
    {
        functions = new[]
        {
            new
            {
                name,
                description = "Tells.",
                parameters = parameters.ToDictionary(
                    parameter => parameter, _ => new { type = "string", description = "It.", required = true }),
                requireConfirmation = "ENABLED",
            },
        },
    };

    private static JsonObject BuiltIn(string agentId, string name, string signature, string? type = null)
    {
        var group = new JsonObject
        {
            ["agentId"] = agentId,
            ["agentVersion"] = "DRAFT",
            ["actionGroupName"] = name,
            ["parentActionGroupSignature"] = signature,
        };
        if (type is not null)
        {
            group["parentActionGroupSignatureParams"] = new JsonObject { ["type"] = type };
        }

        return group;
    }
}
