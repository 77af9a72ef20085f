using System.Text.Json.Nodes;
using Ganban.Server.Tests.Clients;

namespace Ganban.Server.Tests.Agents;

[Collection(ClientTests.Name)]
public sealed class AgentTests(ClientServer clients)
{
    [Theory, JavaScriptData, Boto3Data]
    public async Task An_agent_lives_from_its_draft_over_versions_and_aliases_to_its_deletion(Sdk sdk)
    {
        var calls = new AgentCalls(clients, sdk);
        var agentId = await calls.Create("life");
        var draft = await calls.Get(agentId);
        Assert.Matches("^[0-9A-Z]{10}$", agentId);
        Assert.Equal($"arn:aws:bedrock:us-east-1:000000000000:agent/{agentId}", (string)draft["agentArn"]!);
        Assert.Equal(
            ("NOT_PREPARED", "DRAFT", 600, AgentCalls.Instruction),
            ((string)draft["agentStatus"]!,
                (string)draft["agentVersion"]!,
                (int)draft["idleSessionTTLInSeconds"]!,
                (string)draft["instruction"]!));
        await calls.Refused(
            "CreateAgentAlias", new { agentId, agentAliasName = "early" }, "ValidationException", "PrepareAgent");

        var alias = await calls.Alias(agentId, "live");
        var agentAliasId = (string)alias["agentAliasId"]!;
        Assert.Equal(("1", "PREPARED"), (Version(alias), (string)alias["agentAliasStatus"]!));
        Assert.Equal(
            $"arn:aws:bedrock:us-east-1:000000000000:agent-alias/{agentId}/{agentAliasId}", (string)alias["agentAliasArn"]!);
        Assert.NotNull((await calls.Get(agentId))["preparedAt"]);
        await Update(calls, agentId, "A second description.");
        Assert.Equal("NOT_PREPARED", (string)(await calls.Get(agentId))["agentStatus"]!);
        Assert.Null((await GetVersion(calls, agentId, "1"))["description"]);

        await calls.Prepare(agentId);
        var moved = (await calls.Do(
            "UpdateAgentAlias", new { agentId, agentAliasId, agentAliasName = "live" }))["agentAlias"]!;
        Assert.Equal("2", Version(moved));
        Assert.Equal("A second description.", (string)(await GetVersion(calls, agentId, "2"))["description"]!);
        var history = moved["agentAliasHistoryEvents"]!.AsArray();
        Assert.Equal(["2", "1"], history.Select(past => Version(past!)));
        Assert.Equal((null, true), (history[0]!["endDate"], history[1]!["endDate"] is not null));
        var back = await calls.Do("UpdateAgentAlias", new
        {
            agentId,
            agentAliasId,
            agentAliasName = "live",
            routingConfiguration = new[] { new { agentVersion = "1" } },
        });
        Assert.Equal("1", Version(back["agentAlias"]!));
        await Update(calls, agentId, "A third description."); // an alias is paused whatever its draft's state is
        foreach (var aliasInvocationState in new[] { "REJECT_INVOCATIONS", "ACCEPT_INVOCATIONS" })
        {
            var paused = (await calls.Do(
                "UpdateAgentAlias", new { agentId, agentAliasId, agentAliasName = "live", aliasInvocationState }))["agentAlias"]!;
            Assert.Equal(("1", aliasInvocationState), (Version(paused), (string)paused["aliasInvocationState"]!));
        }

        await CheckLists(calls, agentId);
        await CheckDeletions(calls, agentId, agentAliasId);
    }

    [Theory, JavaScriptData]
    public async Task All_that_is_said_of_an_agent_comes_back(Sdk sdk)
    {
        var calls = new AgentCalls(clients, sdk);
        var guardrail = (await clients.Bedrock(sdk, "CreateGuardrail", new
        {
            name = $"agents-{sdk}",
            blockedInputMessaging = "no",
            blockedOutputsMessaging = "no",
            wordPolicyConfig = new { wordsConfig = new[] { new { text = "bad" } } },
        })).Output;
        var said = new
        {
            agentName = $"whole-{sdk}",
            description = "All of it.",
            instruction = AgentCalls.Instruction,
            foundationModel = "us.anthropic.claude-3-haiku-20240307-v1:0",
            orchestrationType = "CUSTOM_ORCHESTRATION",
            customOrchestration = new
            {
                executor = new { lambda = "arn:aws:lambda:us-east-1:000000000000:function:orchestrate" },
            },
            idleSessionTTLInSeconds = 120,
            agentResourceRoleArn = "arn:aws:iam::000000000000:role/agent",
            customerEncryptionKeyArn = "arn:aws:kms:us-east-1:000000000000:key/11111111-2222-3333-4444-555555555555",
            promptOverrideConfiguration = new
            {
                overrideLambda = "arn:aws:lambda:us-east-1:000000000000:function:parse",
                promptConfigurations = new[]
                {
                    new
                    {
                        promptType = "ORCHESTRATION",
                        promptCreationMode = "OVERRIDDEN",
                        promptState = "ENABLED",
                        parserMode = "OVERRIDDEN",
                        basePromptTemplate = "{\"system\":\"$instruction$\"}",
                        inferenceConfiguration = new { temperature = 0.5, topK = 3, maximumLength = 99 },
                    },
                },
            },
            guardrailConfiguration = new { guardrailIdentifier = (string)guardrail["guardrailId"]!, guardrailVersion = "DRAFT" },
            memoryConfiguration = new
            {
                enabledMemoryTypes = new[] { "SESSION_SUMMARY" },
                storageDays = 7,
                sessionSummaryConfiguration = new { maxRecentSessions = 3 },
            },
            agentCollaboration = "SUPERVISOR_ROUTER",
        };
        var created = await calls.Do("CreateAgent", said);
        var got = await calls.Get((string)created["agent"]!["agentId"]!);
        foreach (var (name, value) in System.Text.Json.JsonSerializer.SerializeToNode(said)!.AsObject())
        {
            Assert.True(JsonNode.DeepEquals(value, got[name]), $"{name}: {got[name]?.ToJsonString()}");
        }
    }

    [Theory, JavaScriptData]
    public async Task What_is_not_there_or_contradicts_itself_is_refused(Sdk sdk)
    {
        var calls = new AgentCalls(clients, sdk);
        var agentName = $"refused-{sdk}";
        await Refused(new { agentName, foundationModel = "nobody.nothing-v1:0" }, "model identifier");
        await Refused(
            new
            {
                agentName,
                guardrailConfiguration = new { guardrailIdentifier = "abcdefghijkl", guardrailVersion = "1" },
            },
            "abcdefghijkl");
        await Refused(
            new { agentName, guardrailConfiguration = new { guardrailIdentifier = "abcdefghijkl" } }, "go together");
        await Refused(new { agentName, orchestrationType = "CUSTOM_ORCHESTRATION" }, "customOrchestration");
        await Refused(
            new
            {
                agentName,
                promptOverrideConfiguration = new
                {
                    promptConfigurations = new[]
                    {
                        new { promptType = "ORCHESTRATION", promptCreationMode = "OVERRIDDEN" },
                    },
                },
            },
            "basePromptTemplate");
        await Refused(
            new
            {
                agentName,
                promptOverrideConfiguration = new
                {
                    promptConfigurations = new[] { new { promptType = "ORCHESTRATION", parserMode = "OVERRIDDEN" } },
                },
            },
            "overrideLambda");

        var bare = (string)(await calls.Do("CreateAgent", new { agentName }))["agent"]!["agentId"]!;
        await calls.Refused("CreateAgent", new { agentName }, "ConflictException", agentName);
        await calls.Refused("PrepareAgent", new { agentId = bare }, "ValidationException", "foundationModel");
        var other = new { credentials = new { accessKeyId = "111122223333", secretAccessKey = "test" } };
        Assert.Equal("ResourceNotFoundException", (await calls.Call("GetAgent", new { agentId = bare }, other)).Error);
        await calls.Refused("PrepareAgent", new { agentId = "AAAAAAAAAA" }, "ResourceNotFoundException", "AAAAAAAAAA");

        Task Refused(object input, string part) => calls.Refused("CreateAgent", input, "ValidationException", part);
    }

    [Theory, JavaScriptData]
    public async Task A_repeated_request_with_its_token_makes_nothing_twice(Sdk sdk)
    {
        var calls = new AgentCalls(clients, sdk);
        var clientToken = $"token-of-the-repeated-requests-of-{sdk}";
        var agent = new
        {
            agentName = $"once-{sdk}",
            clientToken,
            foundationModel = AgentCalls.Model,
            instruction = AgentCalls.Instruction,
        };
        var agentId = await Twice("CreateAgent", agent, "agent", "agentId");
        await calls.Refused(
            "CreateAgent", new { agentName = $"other-{sdk}", clientToken }, "ConflictException", "clientToken");
        await Twice("CreateAgentActionGroup", Group(agentId, "g", clientToken), "agentActionGroup", "actionGroupId");
        await calls.Refused(
            "CreateAgentActionGroup", Group(agentId, "h", clientToken), "ConflictException", "clientToken");
        await calls.Prepare(agentId);
        var routing = new[] { new { agentVersion = "1" } };
        await calls.Do("CreateAgentAlias", new { agentId, agentAliasName = "first" });
        await Twice(
            "CreateAgentAlias",
            new { agentId, agentAliasName = "once", routingConfiguration = routing, clientToken },
            "agentAlias",
            "agentAliasId");

        async Task<string> Twice(string operation, object input, string member, string id)
        {
            var first = (string)(await calls.Do(operation, input))[member]![id]!;
            Assert.Equal(first, (string)(await calls.Do(operation, input))[member]![id]!);
            return first;
        }
    }

    [Theory, JavaScriptData]
    public async Task Agents_and_aliases_bear_tags(Sdk sdk)
    {
        var calls = new AgentCalls(clients, sdk);
        var agent = (await calls.Do(
            "CreateAgent", new { agentName = $"tagged-{sdk}", tags = new { team = "red" } }))["agent"]!;
        var resourceArn = (string)agent["agentArn"]!;
        await calls.Do("TagResource", new { resourceArn, tags = new { stage = "test" } });
        await calls.Do("UntagResource", new { resourceArn, tagKeys = new[] { "team" } });
        var tags = (await calls.Do("ListTagsForResource", new { resourceArn }))["tags"]!;
        Assert.Equal("""{"stage":"test"}""", tags.ToJsonString());
        var alias = resourceArn.Replace(":agent/", ":agent-alias/", StringComparison.Ordinal) + "/TSTALIASID";
        await calls.Do("TagResource", new { resourceArn = alias, tags = new { a = "b" } });
        await calls.Refused(
            "TagResource",
            new { resourceArn = alias.Replace("TSTALIASID", "NOWHERE001", StringComparison.Ordinal), tags = new { a = "b" } },
            "ResourceNotFoundException",
            "NOWHERE001");
        await calls.Do("DeleteAgent", new { agentId = (string)agent["agentId"]! });
        await calls.Refused("ListTagsForResource", new { resourceArn }, "ResourceNotFoundException", resourceArn);
    }

    private static async Task CheckLists(AgentCalls calls, string agentId)
    {
        var versions = (await calls.Do("ListAgentVersions", new { agentId }))["agentVersionSummaries"]!.AsArray();
        Assert.Equal(["1", "2", "DRAFT"], versions.Select(one => (string)one!["agentVersion"]!).Order(StringComparer.Ordinal));
        var names = new List<string>();
        string? nextToken = null;
        do
        {
            var page = await calls.Do(
                "ListAgentAliases",
                nextToken is null ? new { agentId, maxResults = 1 } : new { agentId, maxResults = 1, nextToken });
            names.AddRange(page["agentAliasSummaries"]!.AsArray().Select(one => (string)one!["agentAliasName"]!));
            nextToken = (string?)page["nextToken"];
        }
        while (nextToken is not null);
        Assert.Equal(["live", "AgentTestAlias"], names);
        var test = (await calls.Do("GetAgentAlias", new { agentId, agentAliasId = "TSTALIASID" }))["agentAlias"]!;
        Assert.Equal("DRAFT", Version(test));
        var agents = (await calls.Do("ListAgents", new { maxResults = 10 }))["agentSummaries"]!.AsArray();
        Assert.Equal("2", (string)agents.Single(one => (string)one!["agentId"]! == agentId)!["latestAgentVersion"]!);
    }

    private static async Task CheckDeletions(AgentCalls calls, string agentId, string agentAliasId)
    {
        await calls.Refused(
            "DeleteAgentVersion", new { agentId, agentVersion = "1" }, "ConflictException", agentAliasId);
        await calls.Refused("DeleteAgent", new { agentId }, "ConflictException", agentAliasId);
        await calls.Do("DeleteAgentVersion", new { agentId, agentVersion = "1", skipResourceInUseCheck = true });
        await calls.Refused(
            "GetAgentVersion", new { agentId, agentVersion = "1" }, "ResourceNotFoundException", "version 1");
        var alias = (await calls.Do("GetAgentAlias", new { agentId, agentAliasId }))["agentAlias"]!;
        Assert.Equal("DISSOCIATED", (string)alias["agentAliasStatus"]!);
        await calls.Refused(
            "DeleteAgentAlias", new { agentId, agentAliasId = "TSTALIASID" }, "ValidationException", "TSTALIASID");
        await calls.Do("DeleteAgentAlias", new { agentId, agentAliasId });
        await calls.Do("DeleteAgent", new { agentId });
        await calls.Refused("GetAgent", new { agentId }, "ResourceNotFoundException", agentId);
        await calls.Refused(
            "GetAgentVersion", new { agentId, agentVersion = "2" }, "ResourceNotFoundException", agentId);
        await calls.Refused(
            "GetAgentAlias", new { agentId, agentAliasId = "TSTALIASID" }, "ResourceNotFoundException", agentId);
    }

    private static async Task<JsonNode> GetVersion(AgentCalls calls, string agentId, string agentVersion) =>
        (await calls.Do("GetAgentVersion", new { agentId, agentVersion }))["agentVersion"]!;

    private static async Task Update(AgentCalls calls, string agentId, string description)
    {
        var present = await calls.Get(agentId);
        await calls.Do("UpdateAgent", new
        {
            agentId,
            agentName = (string)present["agentName"]!,
            agentResourceRoleArn = "arn:aws:iam::000000000000:role/agent",
            foundationModel = AgentCalls.Model,
            instruction = AgentCalls.Instruction,
            description,
        });
    }

    private static string Version(JsonNode alias) => (string)alias["routingConfiguration"]![0]!["agentVersion"]!;

    private static object Group(string agentId, string actionGroupName, string clientToken) => new
    {
        agentId,
        agentVersion = "DRAFT",
        actionGroupName,
        clientToken,
        parentActionGroupSignature = "AMAZON.UserInput",
    };
}
