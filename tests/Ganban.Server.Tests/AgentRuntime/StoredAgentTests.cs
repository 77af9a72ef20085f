using System.Text.Json.Nodes;
using Ganban.Server.Tests.Clients;

namespace Ganban.Server.Tests.AgentRuntime;

/// <summary>Agents that are stored, with knowledge bases.</summary>
public sealed class StoredAgentTests(AgentRuntimeServer fixture) : IClassFixture<AgentRuntimeServer>
{
    private const string Service = "bedrock-agent";
    private const string Role = "arn:aws:iam::000000000000:role/agents";

    [NodeFact]
    public async Task A_stored_agent_searches_its_knowledge_base_and_cites_what_it_found()
    {
        var knowledgeBaseId = await KnowledgeBase();
        var agentId = await Agent(knowledgeBaseId);
        var reply = await Invoke(agentId, "TSTALIASID", "find the robot");

        Assert.Equal("The robot weighs 3 tons.", reply.Text);
        Assert.Equal(
            [
                "orchestration.modelInvocationInput",
                "orchestration.modelInvocationOutput",
                "orchestration.invocationInput.KNOWLEDGE_BASE",
                "orchestration.observation.KNOWLEDGE_BASE",
                "orchestration.modelInvocationInput",
                "orchestration.modelInvocationOutput",
                "orchestration.observation.FINISH",
            ],
            reply.Steps);
        var input = reply.Step("orchestration.invocationInput.KNOWLEDGE_BASE")[0]["knowledgeBaseLookupInput"]!;
        Assert.Equal(
            (knowledgeBaseId, "robot weight"), ((string)input["knowledgeBaseId"]!, (string)input["text"]!));
        var found = reply.Step("orchestration.observation.KNOWLEDGE_BASE")[0]["knowledgeBaseLookupOutput"]!;
        Assert.Equal("custom-1", Id(found["retrievedReferences"]![0]!));
        var citation = Assert.Single(Assert.Single(reply.Chunks)["attribution"]!["citations"]!.AsArray())!;
        Assert.Equal("custom-1", Id(citation["retrievedReferences"]![0]!));
        var part = reply.Parts[0];
        Assert.Equal(
            (agentId, "TSTALIASID", "DRAFT", "stored"),
            ((string)part["agentId"]!, (string)part["agentAliasId"]!, (string)part["agentVersion"]!, (string)part["sessionId"]!));
        Assert.EndsWith(
            $"agent-alias/{agentId}/TSTALIASID", (string)part["callerChain"]![0]!["agentAliasArn"]!, StringComparison.Ordinal);
    }

    [NodeFact]
    public async Task An_agent_that_is_not_there_or_not_prepared_is_not_found()
    {
        var agentId = await Agent(knowledgeBaseId: null, prepares: false);
        Assert.NotNull((await Invoke(agentId, "TSTALIASID", "hello")).Error);
        Assert.Equal("ResourceNotFoundException", (await Invoke("ABCDEFGHIJ", "TSTALIASID", "hello")).Error);
    }

    [NodeFact]
    public async Task A_prompt_router_can_be_an_agents_model()
    {
        const string Router = "arn:aws:bedrock:us-east-1:000000000000:default-prompt-router/anthropic.claude:1";
        var made = await Do("CreateAgent", new
        {
            agentName = "by-prompt",
            instruction = InlineAgent.Instruction,
            foundationModel = Router,
        });
        var agentId = (string)made["agent"]!["agentId"]!;
        await Do("PrepareAgent", new { agentId });
        var reply = await Invoke(agentId, "TSTALIASID", "hello");

        Assert.Equal("Hello there.", reply.Text);
        Assert.Equal(Router, (string)reply.Step("orchestration.modelInvocationInput")[0]["foundationModel"]!);
    }

    [NodeFact]
    public async Task An_alias_with_provisioned_throughput_invokes_the_model_through_it()
    {
        var agentId = await Agent(knowledgeBaseId: null, name: "provisioned");
        var (arn, other) = (await Throughput(AgentRuntimeServer.Model + ":48k", "own"), await Throughput(
            "amazon.titan-text-express-v1:0:8k", "another"));
        var made = await Alias(new { agentId, agentAliasName = "live", routingConfiguration = Through("own") });
        Assert.Equal(
            ("1", arn),
            ((string)made["routingConfiguration"]![0]!["agentVersion"]!,
                (string)made["routingConfiguration"]![0]!["provisionedThroughput"]!));
        var agentAliasId = (string)made["agentAliasId"]!;
        var reply = await Invoke(agentId, agentAliasId, "hello");
        Assert.Equal("Hello there.", reply.Text);
        Assert.Equal(arn, (string)reply.Step("orchestration.modelInvocationInput")[0]["foundationModel"]!);

        foreach (var (throughput, reason) in new[]
        {
            (other, "titan"), ("nobodys", "nobodys"), (arn.Replace("000000000000", "111122223333"), "does not exist"),
        })
        {
            var refused = await fixture.Call(
                Service,
                "CreateAgentAlias",
                new { agentId, agentAliasName = "wrong", routingConfiguration = Through(throughput) });
            Assert.Equal("ValidationException", refused.Error);
            Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
        }

        var moved = (await Do("UpdateAgentAlias", new
        {
            agentId,
            agentAliasId,
            agentAliasName = "live",
            routingConfiguration = new[] { new { agentVersion = "1" } },
        }))["agentAlias"]!;
        Assert.Null(moved["routingConfiguration"]![0]!["provisionedThroughput"]);
        Assert.Equal(
            [null, arn],
            moved["agentAliasHistoryEvents"]!.AsArray().Select(
                past => (string?)past!["routingConfiguration"]![0]!["provisionedThroughput"]));
        Assert.Equal(
            AgentRuntimeServer.Model,
            (string)(await Invoke(agentId, agentAliasId, "hello"))
                .Step("orchestration.modelInvocationInput")[0]["foundationModel"]!);
    }

    private static object[] Through(string provisionedThroughput) => [new { provisionedThroughput }];

    private async Task<JsonNode> Alias(object input) => (await Do("CreateAgentAlias", input))["agentAlias"]!;

    private async Task<string> Throughput(string modelId, string provisionedModelName) => (string)(await fixture.Call(
        "bedrock",
        "CreateProvisionedModelThroughput",
        new { modelId, provisionedModelName, modelUnits = 1 })).Output["provisionedModelArn"]!;

    private static string Id(JsonNode reference) => (string)reference["location"]!["customDocumentLocation"]!["id"]!;

    private async Task<AgentReply> Invoke(string agentId, string agentAliasId, string inputText) => new(
        await fixture.Call(
            "bedrock-agent-runtime",
            "InvokeAgent",
            new { agentId, agentAliasId, sessionId = "stored", inputText, enableTrace = true }));

    private async Task<JsonNode> Do(string operation, object input) =>
        (await fixture.Call(Service, operation, input)).Output;

    private async Task<string> Agent(string? knowledgeBaseId, bool prepares = true, string name = "stored")
    {
        var made = await Do("CreateAgent", new
        {
            agentName = $"{name}-{prepares}",
            instruction = InlineAgent.Instruction,
            foundationModel = AgentRuntimeServer.Model,
        });
        var agentId = (string)made["agent"]!["agentId"]!;
        if (knowledgeBaseId is not null)
        {
            await Do(
                "AssociateAgentKnowledgeBase",
                new { agentId, agentVersion = "DRAFT", knowledgeBaseId, description = "All about the robots." });
        }

        if (prepares)
        {
            await Do("PrepareAgent", new { agentId });
        }

        return agentId;
    }

    private async Task<string> KnowledgeBase()
    {
        var made = await Do("CreateKnowledgeBase", new
        {
            name = "robots",
            roleArn = Role,
            knowledgeBaseConfiguration = new
            {
                type = "VECTOR",
                vectorKnowledgeBaseConfiguration = new
                {
                    embeddingModelArn = "arn:aws:bedrock:us-east-1::foundation-model/amazon.titan-embed-text-v2:0",
                },
            },
            storageConfiguration = new
            {
                type = "OPENSEARCH_SERVERLESS",
                opensearchServerlessConfiguration = new
                {
                    collectionArn = "arn:aws:aoss:us-east-1:000000000000:collection/abcdefghij",
                    vectorIndexName = "robots",
                    fieldMapping = new { vectorField = "v", textField = "t", metadataField = "m" },
                },
            },
        });
        var knowledgeBaseId = (string)made["knowledgeBase"]!["knowledgeBaseId"]!;
        var source = await Do("CreateDataSource", new
        {
            knowledgeBaseId,
            name = "custom",
            dataSourceConfiguration = new { type = "CUSTOM" },
        });
        await Do("IngestKnowledgeBaseDocuments", new
        {
            knowledgeBaseId,
            dataSourceId = (string)source["dataSource"]!["dataSourceId"]!,
            documents = new[]
            {
                new
                {
                    content = new
                    {
                        dataSourceType = "CUSTOM",
                        custom = new
                        {
                            customDocumentIdentifier = new { id = "custom-1" },
                            sourceType = "IN_LINE",
                            inlineContent = new
                            {
                                type = "TEXT",
                                textContent = new { data = "Robot X. The robot weighs 3 tons." },
                            },
                        },
                    },
                },
            },
        });
        return knowledgeBaseId;
    }
}
