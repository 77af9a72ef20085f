using Ganban.Bedrock.Guardrails;
using Ganban.Bedrock.Invocation;
using Ganban.Contracts;
using Ganban.Protocol.Pipeline;
using Microsoft.Extensions.AI;

namespace Ganban.Bedrock.Retrieval;

/// <summary>
/// Lets a guardrail look at what is asked or searched for, and at that alone: what is found is the caller's own, what
/// was said before has passed.
/// </summary>
internal sealed class QuestionGuard(GuardedRun guard)
{
    /// <summary>Looks at a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="guardrail">The guardrail; null for none.</param>
    /// <param name="context">The call.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>The call under the guardrail, whose last message is the text, masked where need be.</returns>
    /// <exception cref="ModelledException">There is no such guardrail, or it can't look.</exception>
    public async Task<GuardedCall> Look(
        string text, GuardOptions? guardrail, OperationContext context, CancellationToken cancellationToken)
    {
        try
        {
            var request = new ChatRequest([new ChatMessage(ChatRole.User, text)], new ChatOptions());
            return await guard.Begin(request, guardrail, context, cancellationToken);
        }
        catch (ModelledException e)
        {
            throw RetrievalErrors.OfModel(e);
        }
    }
}
