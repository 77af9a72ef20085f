using System.Text;
using Ganban.Contracts.BedrockAgentRuntime;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Agents.Runtime;

/// <summary>Invokes a stored agent.</summary>
internal sealed class InvokeAgentHandler(IAgentDefinitions agents, AgentRuntime runtime)
    : IOperationHandler<InvokeAgentRequest, InvokeAgentResponse>
{
    /// <inheritdoc/>
    public async Task<InvokeAgentResponse> Handle(
        InvokeAgentRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var invocation = new AgentInvocation
        {
            Agent = await agents.Find(tenant, request.AgentId, request.AgentAliasId, cancellationToken),
            SessionId = request.SessionId,
            Input = request.InputText,
            IsTraced = request.EnableTrace == true,
            EndsSession = request.EndSession == true,
            MemoryId = request.MemoryId,
            Streaming = request.StreamingConfigurations,
            PromptCreation = request.PromptCreationConfigurations,
            StateField = "sessionState",
            State = request.SessionState ?? new SessionState(),
        };
        return new InvokeAgentResponse
        {
            ContentType = "application/json",
            SessionId = request.SessionId,
            MemoryId = request.MemoryId,
            Completion = Events(runtime.Run(invocation, context, cancellationToken), request.SessionId),
        };
    }

    private static async IAsyncEnumerable<ResponseStream> Events(
        IAsyncEnumerable<AgentEvent> events, string sessionId)
    {
        await foreach (var item in events)
        {
            yield return item switch
            {
                AgentEvent.Chunk chunk => new ResponseStream.Chunk(new PayloadPart
                {
                    Bytes = Encoding.UTF8.GetBytes(chunk.Text),
                    Attribution = chunk.Citations.Count > 0 ? new Attribution { Citations = chunk.Citations } : null,
                }),
                AgentEvent.Traced traced => new ResponseStream.Trace(Part(traced, sessionId)),
                AgentEvent.Control control => new ResponseStream.ReturnControl(new ReturnControlPayload
                {
                    InvocationId = control.InvocationId,
                    InvocationInputs = control.Inputs,
                }),
                AgentEvent.Files files => new ResponseStream.Files(new FilePart { Files = files.Value }),
                _ => throw new InvalidOperationException("There are four kinds of events."),
            };
        }
    }

    private static TracePart Part(AgentEvent.Traced traced, string sessionId)
    {
        var identity = traced.Frame.Agent.Identity;
        return new TracePart
        {
            AgentId = identity?.AgentId,
            AgentAliasId = identity?.AliasId,
            AgentVersion = identity?.Version,
            SessionId = sessionId,
            CollaboratorName = traced.Frame.CollaboratorName,
            CallerChain = traced.Frame.Callers.Count > 0 ? traced.Frame.Callers : null,
            EventTime = traced.At,
            Trace = traced.Trace,
        };
    }
}
