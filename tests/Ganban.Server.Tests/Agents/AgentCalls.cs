using System.Text.Json.Nodes;
using Ganban.Server.Tests.Clients;

namespace Ganban.Server.Tests.Agents;

/// <summary>Agents of a server under test, made by one client.</summary>
internal sealed class AgentCalls(ClientServer clients, Sdk sdk)
{
    /// <summary>An instruction of the length that the contract wants.</summary>
    public const string Instruction = "You are the clerk of a robot factory. Answer in one short sentence.";

    /// <summary>A model that answers conversations.</summary>
    public const string Model = "anthropic.claude-3-haiku-20240307-v1:0";

    /// <summary>Calls an operation.</summary>
    public Task<SdkResult> Call(string operation, object input, object? more = null) =>
        clients.Agent(sdk, operation, input, more);

    /// <summary>Calls an operation and gives its output.</summary>
    public async Task<JsonNode> Do(string operation, object input) => (await Call(operation, input)).Output;

    /// <summary>Creates an agent that can be prepared.</summary>
    public async Task<string> Create(string name, string collaboration = "DISABLED")
    {
        var made = await Do("CreateAgent", new
        {
            agentName = $"{name}-{sdk}",
            instruction = Instruction,
            foundationModel = Model,
            agentCollaboration = collaboration,
        });
        return (string)made["agent"]!["agentId"]!;
    }

    /// <summary>An agent as it is.</summary>
    public async Task<JsonNode> Get(string agentId) => (await Do("GetAgent", new { agentId }))["agent"]!;

    /// <summary>Prepares an agent and gives its state.</summary>
    public async Task<JsonNode> Prepare(string agentId)
    {
        var preparing = await Do("PrepareAgent", new { agentId });
        Assert.Equal(("PREPARING", "DRAFT"), ((string)preparing["agentStatus"]!, (string)preparing["agentVersion"]!));
        return await Get(agentId);
    }

    /// <summary>Prepares an agent and gives it an alias that means a new version; the alias.</summary>
    public async Task<JsonNode> Alias(string agentId, string name)
    {
        Assert.Equal("PREPARED", (string)(await Prepare(agentId))["agentStatus"]!);
        return (await Do("CreateAgentAlias", new { agentId, agentAliasName = name }))["agentAlias"]!;
    }

    /// <summary>Checks that a call is refused and why.</summary>
    public async Task Refused(string operation, object input, string error, string part)
    {
        var result = await Call(operation, input);
        Assert.Equal(error, result.Error);
        Assert.Contains(part, result.Message, StringComparison.Ordinal);
    }
}
