using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Ganban.Bedrock.Agents.Aliases;
using Ganban.Bedrock.Agents.Runtime;
using Ganban.Bedrock.Flows.Graph;
using Ganban.Bedrock.Flows.Running;
using Ganban.Contracts;
using Ganban.Contracts.BedrockAgentRuntime;
using Agent = Ganban.Contracts.BedrockAgent;

namespace Ganban.Bedrock.Flows.Nodes;

/// <summary>Lets an agent answer; where it asks the user back, the flow waits for the user.</summary>
internal sealed class AgentNode(InvokeAgentHandler agents, TimeProvider clock) : IFlowNode
{
    /// <summary>The input that the user's answer goes to.</summary>
    public const string Input = "agentInputText";

    private const int TraceCharactersMax = 256 * 1024;

    /// <inheritdoc/>
    public string Type => Agent.FlowNodeType.Agent;

    /// <inheritdoc/>
    public async Task<NodeResult> Run(NodeCall call, CancellationToken cancellationToken)
    {
        var arn = ((Agent.FlowNodeConfiguration.Agent)call.Node.Configuration!).Value.AgentAliasArn;
        if (StoredAliases.Parse(call.Flow.Tenant, arn) is not { } alias)
        {
            throw Failed(call, $"the agent alias {arn} does not exist in this account and region.");
        }

        var answer = call.Flow.Answers.TryGetValue(call.Key, out var text) ? DataTypes.Text(text) : call.Text(Input);
        var request = new InvokeAgentRequest
        {
            AgentId = alias.AgentId,
            AgentAliasId = alias.AliasId,
            SessionId = Session(call),
            InputText = answer,
            EnableTrace = true,
            SessionState = new SessionState
            {
                PromptSessionAttributes = Attributes(call, "promptAttributes"),
                SessionAttributes = Attributes(call, "sessionAttributes"),
            },
        };
        var response = await agents.Handle(request, call.Flow.Context(), cancellationToken);
        var (said, traces, asksUser, characters) = (new StringBuilder(), new List<TracePart>(), false, 0);
        await foreach (var item in response.Completion.WithCancellation(cancellationToken))
        {
            switch (item)
            {
                case ResponseStream.Chunk { Value.Bytes: { } bytes }:
                    said.Append(Encoding.UTF8.GetString(bytes.Span));
                    break;
                case ResponseStream.Trace { Value: var trace }:
                    asksUser |= AsksUser(trace);
                    characters += ShapeJson.Write(trace).GetRawText().Length;
                    if (characters <= TraceCharactersMax)
                    {
                        traces.Add(trace);
                    }

                    break;
                case ResponseStream.ReturnControl:
                    throw Failed(call, "the agent returns control, which nobody takes in a flow. Let a function do the action.");
            }
        }

        call.Tell(new FlowEvent.Depended(call.Node.Name, clock.GetUtcNow(), traces));
        var result = DataTypes.Value(said.ToString());
        return !asksUser ? NodeResult.Of("agentResponse", result)
            : call.Flow.HasUser ? NodeResult.Asking(result)
            : throw Failed(call, $"the agent asks: {said} Nobody answers in an asynchronous execution; use InvokeFlow.");
    }

    // One session for each run of the node, which goes on when the user has answered.
    private static string Session(NodeCall call)
    {
        var name = Encoding.UTF8.GetBytes($"{call.Flow.AliasArn}|{call.Flow.ExecutionId}|{call.Key}");
        return "flow-" + Convert.ToHexStringLower(SHA256.HashData(name))[..32];
    }

    private static bool AsksUser(TracePart part) => part is
    {
        CollaboratorName: null,
        Trace: Trace.OrchestrationTrace { Value: OrchestrationTrace.Observation { Value.Type: "ASK_USER" } },
    };

    private static Dictionary<string, string>? Attributes(NodeCall call, string input) =>
        call.Inputs.FirstOrDefault(value => value.Name == input) is { Value: var given }
            ? given.EnumerateObject().ToDictionary(member => member.Name, member => DataTypes.Text(member.Value))
            : null;

    private static FlowNodeException Failed(NodeCall call, string message) =>
        new(call.Node.Name, NodeErrorCode.DependencyFailed, message);
}
