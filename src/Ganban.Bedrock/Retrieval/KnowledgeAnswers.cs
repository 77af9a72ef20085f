using System.Runtime.CompilerServices;
using System.Text;
using Ganban.Bedrock.Guardrails;
using Ganban.Bedrock.Invocation;
using Ganban.Bedrock.KnowledgeBases;
using Ganban.Contracts;
using Ganban.Contracts.BedrockAgentRuntime;
using Ganban.Inference.Generation;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Retrieval;

/// <summary>Answers questions from what was found, and keeps what was said.</summary>
internal sealed class KnowledgeAnswers(
    KnowledgeModels models, GuardedRun run, AnswerSessions sessions, TimeProvider clock)
{
    // The service's words where nothing is found.
    private const string NothingFound = "Sorry, I am unable to assist you with this request.";

    /// <summary>Answers to the end.</summary>
    public async Task<RetrieveAndGenerateResponse> Complete(
        PreparedAnswer prepared, OperationContext context, CancellationToken cancellationToken)
    {
        if (prepared.Call.IsBlocked)
        {
            var refusal = prepared.Call.BlockedAnswer().Text;
            await Keep(prepared, answer: null, context, cancellationToken);
            return Response(prepared, refusal, []);
        }

        if (prepared.Found.Count == 0)
        {
            await Keep(prepared, NothingFound, context, cancellationToken);
            return Response(prepared, NothingFound, []);
        }

        var (at, started) = (clock.GetUtcNow(), clock.GetTimestamp());
        ModelledException? error = null;
        try
        {
            var (asked, answer) = await Fitting(prepared, cancellationToken);
            foreach (var (name, value) in prepared.Context.Headers)
            {
                context.Header(name, value);
            }

            await Keep(prepared, answer.Text, context, cancellationToken);
            var citations = answer.End == AnswerEnd.Guardrail && answer.Cited.Count == 0
                ? []
                : new AnswerCitations(asked.Found).All(answer.Text, answer.Cited);
            return Response(prepared, answer.Text, citations);
        }
        catch (ModelledException e)
        {
            error = e;
            throw RetrievalErrors.OfModel(e);
        }
        finally
        {
            models.Record(prepared.ModelArn, prepared.Context, at, started, error);
        }
    }

    /// <summary>
    /// Answers piece by piece: text as it comes, and behind each sentence what bears it out; at the end whether the
    /// guardrail intervened.
    /// </summary>
    public async IAsyncEnumerable<RetrieveAndGenerateStreamResponseOutput> Stream(
        PreparedAnswer prepared,
        OperationContext context,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (prepared.Call.IsBlocked || prepared.Found.Count == 0)
        {
            var isBlocked = prepared.Call.IsBlocked;
            yield return Output(isBlocked ? prepared.Call.BlockedAnswer().Text : NothingFound);
            await Keep(prepared, isBlocked ? null : NothingFound, context, cancellationToken);
        }
        else
        {
            await foreach (var output in Answer(prepared, context, cancellationToken))
            {
                yield return output;
            }
        }

        if (Action(prepared.Call) is { } action)
        {
            yield return new RetrieveAndGenerateStreamResponseOutput.Guardrail(new GuardrailEvent { Action = action });
        }
    }

    private async IAsyncEnumerable<RetrieveAndGenerateStreamResponseOutput> Answer(
        PreparedAnswer prepared,
        OperationContext context,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (at, started) = (clock.GetUtcNow(), clock.GetTimestamp());
        ModelledException? error = null;
        var text = new StringBuilder();
        var cited = 0;
        IAsyncEnumerator<ChatStep>? steps = null;
        try
        {
            (var asked, steps, var more) = await Noted(() => Begin(prepared, cancellationToken));
            var citations = new AnswerCitations(asked.Found);
            for (; more; more = await Noted(() => steps.MoveNextAsync().AsTask()))
            {
                switch (steps.Current)
                {
                    case ChatStep.Text piece:
                        text.Append(piece.Value);
                        yield return Output(piece.Value);
                        break;
                    case ChatStep.Cited sentence:
                        var citation = citations.Next(text.ToString(cited, text.Length - cited), sentence.Citations);
                        cited = text.Length;
                        if (citation is not null)
                        {
                            yield return Event(citation);
                        }

                        break;
                }
            }

            await Keep(prepared, text.ToString(), context, cancellationToken);
        }
        finally
        {
            models.Record(prepared.ModelArn, prepared.Context, at, started, error);
            await (steps?.DisposeAsync() ?? ValueTask.CompletedTask);
        }

        async Task<T> Noted<T>(Func<Task<T>> work)
        {
            try
            {
                return await work();
            }
            catch (ModelledException e)
            {
                error = e;
                throw RetrievalErrors.OfModel(e);
            }
        }
    }

    // Up to the first step, which tells whether the prompt fits.
    private async Task<(PreparedAnswer Asked, IAsyncEnumerator<ChatStep> Steps, bool More)> Begin(
        PreparedAnswer asked, CancellationToken cancellationToken)
    {
        while (true)
        {
            var first = run.Stream(asked.Engine, asked.Asked(), asked.Context, cancellationToken)
                .GetAsyncEnumerator(cancellationToken);
            try
            {
                return (asked, first, await first.MoveNextAsync());
            }
            catch (ModelledException e)
            {
                await first.DisposeAsync();
                if (Shorter(asked, e) is not { } shorter)
                {
                    throw;
                }

                asked = shorter;
            }
        }
    }

    // Leaves out of what was found what the engine's window can't hold.
    private async Task<(PreparedAnswer Asked, ChatAnswer Answer)> Fitting(
        PreparedAnswer asked, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return (asked, await run.Complete(asked.Engine, asked.Asked(), asked.Context, cancellationToken));
            }
            catch (ModelledException e) when (Shorter(asked, e) is { } shorter)
            {
                asked = shorter;
            }
        }
    }

    private static PreparedAnswer? Shorter(PreparedAnswer asked, ModelledException error) =>
        error.InnerException is PromptTooLongException e ? asked.Within(e.ContextLength, e.PromptTokens) : null;

    // What was found in the answer is told by every copy of the call.
    private static string? Action(GuardedCall call) => call.Checks is null ? null
        : call.HasIntervened ? GuadrailAction.Intervened
        : GuadrailAction.None;

    // A question that was blocked is no part of the conversation, but begins one.
    private Task Keep(
        PreparedAnswer prepared, string? answer, OperationContext context, CancellationToken cancellationToken) =>
        sessions.Add(
            new Tenant(context.Account, context.Region),
            prepared.SessionId,
            answer is null ? null : new AnswerTurn(prepared.Question, answer),
            cancellationToken);

    private static RetrieveAndGenerateResponse Response(
        PreparedAnswer prepared, string answer, IReadOnlyList<Citation> citations) => new()
    {
        SessionId = prepared.SessionId,
        Output = new RetrieveAndGenerateOutput { Text = answer },
        Citations = citations,
        GuardrailAction = Action(prepared.Call),
    };

    private static RetrieveAndGenerateStreamResponseOutput.Output Output(string text) =>
        new(new RetrieveAndGenerateOutputEvent { Text = text });

    // The member citation is the older form of the other two; both are sent.
    private static RetrieveAndGenerateStreamResponseOutput.Citation Event(Citation citation) => new(new CitationEvent
    {
        Citation = citation,
        GeneratedResponsePart = citation.GeneratedResponsePart,
        RetrievedReferences = citation.RetrievedReferences,
    });
}
