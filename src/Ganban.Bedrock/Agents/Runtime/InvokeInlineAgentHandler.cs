using System.Text;
using Ganban.Contracts;
using Ganban.Contracts.BedrockAgentRuntime;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Agents.Runtime;

/// <summary>Invokes an agent that the request describes.</summary>
internal sealed class InvokeInlineAgentHandler(InlineAgents agents, AgentRuntime runtime)
    : IOperationHandler<InvokeInlineAgentRequest, InvokeInlineAgentResponse>
{
    /// <inheritdoc/>
    public async Task<InvokeInlineAgentResponse> Handle(
        InvokeInlineAgentRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var invocation = new AgentInvocation
        {
            Agent = await agents.Read(request, tenant, cancellationToken),
            SessionId = request.SessionId,
            Input = request.InputText,
            IsTraced = request.EnableTrace == true,
            EndsSession = request.EndSession == true,
            Streaming = request.StreamingConfigurations,
            PromptCreation = request.PromptCreationConfigurations,
            StateField = "inlineSessionState",
            State = request.InlineSessionState is { } state
                ? ShapeJson.Same<InlineSessionState, SessionState>(state)
                : new SessionState(),
        };
        return new InvokeInlineAgentResponse
        {
            ContentType = "application/json",
            SessionId = request.SessionId,
            Completion = Events(runtime.Run(invocation, context, cancellationToken), request.SessionId),
        };
    }

    private static async IAsyncEnumerable<InlineAgentResponseStream> Events(
        IAsyncEnumerable<AgentEvent> events, string sessionId)
    {
        await foreach (var item in events)
        {
            yield return item switch
            {
                AgentEvent.Chunk chunk => new InlineAgentResponseStream.Chunk(new InlineAgentPayloadPart
                {
                    Bytes = Encoding.UTF8.GetBytes(chunk.Text),
                    Attribution = chunk.Citations.Count > 0 ? new Attribution { Citations = chunk.Citations } : null,
                }),
                AgentEvent.Traced traced => new InlineAgentResponseStream.Trace(new InlineAgentTracePart
                {
                    SessionId = sessionId,
                    CollaboratorName = traced.Frame.CollaboratorName,
                    CallerChain = traced.Frame.Callers.Count > 0 ? traced.Frame.Callers : null,
                    EventTime = traced.At,
                    Trace = traced.Trace,
                }),
                AgentEvent.Control control => new InlineAgentResponseStream.ReturnControl(
                    new InlineAgentReturnControlPayload
                    {
                        InvocationId = control.InvocationId,
                        InvocationInputs = control.Inputs,
                    }),
                AgentEvent.Files files => new InlineAgentResponseStream.Files(
                    new InlineAgentFilePart { Files = files.Value }),
                _ => throw new InvalidOperationException("There are four kinds of events."),
            };
        }
    }
}
