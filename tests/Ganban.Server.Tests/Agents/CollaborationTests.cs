using System.Text.Json.Nodes;
using Ganban.Server.Tests.Clients;

namespace Ganban.Server.Tests.Agents;

/// <summary>Agents that ask other agents.</summary>
[Collection(ClientTests.Name)]
public sealed class CollaborationTests(ClientServer clients)
{
    [Theory, JavaScriptData]
    public async Task Collaborators_are_kept_changed_and_taken_away(Sdk sdk)
    {
        var calls = new AgentCalls(clients, sdk);
        var asked = await calls.Create("asked");
        var alias = await calls.Alias(asked, "live");
        var agentId = await calls.Create("asking", "SUPERVISOR");
        await calls.Refused("PrepareAgent", new { agentId }, "ValidationException", "no collaborator");

        var made = await Associate(calls, agentId, "helper", alias);
        var collaboratorId = (string)made["collaboratorId"]!;
        Assert.Equal("PREPARED", (string)(await calls.Prepare(agentId))["agentStatus"]!);
        await calls.Refused(
            "AssociateAgentCollaborator", Input(agentId, "helper", alias), "ConflictException", "helper");
        await calls.Refused("DeleteAgent", new { agentId = asked, skipResourceInUseCheck = false }, "ConflictException", "live");
        await calls.Refused(
            "DeleteAgentAlias",
            new { agentId = asked, agentAliasId = (string)alias["agentAliasId"]! },
            "ValidationException",
            agentId);

        var changed = Input(agentId, "renamed", alias);
        changed["collaboratorId"] = collaboratorId;
        changed["relayConversationHistory"] = "TO_COLLABORATOR";
        await calls.Do("UpdateAgentCollaborator", changed);
        var use = new { agentId, agentVersion = "DRAFT", collaboratorId };
        var got = (await calls.Do("GetAgentCollaborator", use))["agentCollaborator"]!;
        Assert.Equal(
            ("renamed", "TO_COLLABORATOR", (string)alias["agentAliasArn"]!),
            ((string)got["collaboratorName"]!,
                (string)got["relayConversationHistory"]!,
                (string)got["agentDescriptor"]!["aliasArn"]!));
        await calls.Do("DisassociateAgentCollaborator", use);
        Assert.Empty((await calls.Do("ListAgentCollaborators", new { agentId, agentVersion = "DRAFT" }))
            ["agentCollaboratorSummaries"]!.AsArray());
        await calls.Refused("GetAgentCollaborator", use, "ResourceNotFoundException", collaboratorId);
    }

    [Theory, JavaScriptData]
    public async Task Agents_that_would_come_to_ask_themselves_are_refused_with_the_chain(Sdk sdk)
    {
        var calls = new AgentCalls(clients, sdk);
        var (first, second) = (await calls.Create("first"), await calls.Create("second"));
        var (toFirst, toSecond) = (await calls.Alias(first, "live"), await calls.Alias(second, "live"));
        await calls.Refused(
            "AssociateAgentCollaborator", Input(first, "second", toSecond), "ValidationException", "DISABLED");
        await Supervise(calls, first);
        await calls.Refused(
            "AssociateAgentCollaborator", Input(first, "self", toFirst), "ValidationException", $"{first} → {first}");
        var test = toSecond.DeepClone();
        test["agentAliasArn"] = $"arn:aws:bedrock:us-east-1:000000000000:agent-alias/{second}/TSTALIASID";
        await calls.Refused(
            "AssociateAgentCollaborator", Input(first, "draft", test), "ValidationException", "TSTALIASID");
        var nowhere = toSecond.DeepClone();
        nowhere["agentAliasArn"] = $"arn:aws:bedrock:us-east-1:000000000000:agent-alias/{second}/NOWHERE001";
        await calls.Refused(
            "AssociateAgentCollaborator", Input(first, "nobody", nowhere), "ValidationException", "NOWHERE001");
        await Associate(calls, first, "second", toSecond);

        // What the second's alias means asks nobody yet, and the first's alias means a version from before.
        await Supervise(calls, second);
        await Associate(calls, second, "first", toFirst);
        Assert.Equal("PREPARED", (string)(await calls.Prepare(second))["agentStatus"]!);
        await calls.Do(
            "UpdateAgentAlias",
            new { agentId = second, agentAliasId = (string)toSecond["agentAliasId"]!, agentAliasName = "live" });
        var failed = await calls.Prepare(first);
        Assert.Equal("FAILED", (string)failed["agentStatus"]!);
        Assert.Contains(
            $"{first} → {second} → {first}", (string)failed["failureReasons"]![0]!, StringComparison.Ordinal);
    }

    private static async Task Supervise(AgentCalls calls, string agentId) => await calls.Do("UpdateAgent", new
    {
        agentId,
        agentName = (string)(await calls.Get(agentId))["agentName"]!,
        agentResourceRoleArn = "arn:aws:iam::000000000000:role/agent",
        foundationModel = AgentCalls.Model,
        instruction = AgentCalls.Instruction,
        agentCollaboration = "SUPERVISOR",
    });

    private static async Task<JsonNode> Associate(AgentCalls calls, string agentId, string name, JsonNode alias) =>
        (await calls.Do("AssociateAgentCollaborator", Input(agentId, name, alias)))["agentCollaborator"]!;

    private static JsonObject Input(string agentId, string name, JsonNode alias) => new()
    {
        ["agentId"] = agentId,
        ["agentVersion"] = "DRAFT",
        ["collaboratorName"] = name,
        ["collaborationInstruction"] = "Ask it about the stock.",
        ["agentDescriptor"] = new JsonObject { ["aliasArn"] = (string)alias["agentAliasArn"]! },
    };
}
