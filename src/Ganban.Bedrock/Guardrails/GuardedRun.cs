using System.Runtime.CompilerServices;
using Ganban.Bedrock.Engines;
using Ganban.Bedrock.Guardrails.Checks;
using Ganban.Bedrock.Invocation;
using Ganban.Protocol.Pipeline;

namespace Ganban.Bedrock.Guardrails;

/// <summary>
/// Runs conversations under the guardrail that the request names, or under none: the way to an engine for whatever
/// front door has guardrails.
/// </summary>
internal sealed class GuardedRun(ChatRun run, GuardrailShelf shelf, TimeProvider clock)
{
    /// <summary>Looks at a prompt.</summary>
    /// <param name="request">The prompt.</param>
    /// <param name="options">What the request says of its guardrail; null for none.</param>
    /// <param name="context">The call.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="Ganban.Contracts.ModelledException">There is no such guardrail, or it can't look.</exception>
    public async Task<GuardedCall> Begin(
        ChatRequest request, GuardOptions? options, OperationContext context, CancellationToken cancellationToken)
    {
        if (options is null)
        {
            return new GuardedCall(request);
        }

        var checks = await shelf.Get(options.Identifier, options.Version, context, cancellationToken);
        var started = clock.GetTimestamp();
        var input = GuardedInput.Of(request, options.TagSuffix);
        var (source, query) = Scored(input, checks);
        GuardrailChecks.CheckSize(input.Pieces);
        var findings = new Findings();
        var texts = new List<string>();
        foreach (var piece in input.Pieces.Where(piece => piece.IsGuarded))
        {
            texts.Add(await checks.Look(piece.Text, GuardrailSide.Input, findings, cancellationToken));
        }

        var size = new GuardedSize(
            input.Pieces.Where(piece => piece.IsGuarded).Sum(piece => piece.Text.Length),
            input.Pieces.Sum(piece => piece.Text.Length),
            Scored: 0,
            input.Images);
        return new GuardedCall(findings.IsBlocked ? request : input.With(texts))
        {
            Checks = checks,
            Options = options,
            Found = findings,
            InputAssessment = Assessments.Of(
                checks,
                GuardrailSide.Input,
                findings,
                size,
                options.IsFull,
                (long)clock.GetElapsedTime(started).TotalMilliseconds),
            Source = source,
            Query = query,
        };
    }

    /// <summary>Runs to the end.</summary>
    public async Task<ChatAnswer> Complete(
        TextEngine engine, GuardedCall call, OperationContext context, CancellationToken cancellationToken)
    {
        if (call.IsBlocked)
        {
            return call.BlockedAnswer();
        }

        var answer = await run.Complete(engine, call.Request, context, cancellationToken);
        return call.Checks is null
            ? answer
            : await new AnswerGuard(call, canMask: true, clock).Whole(answer, cancellationToken);
    }

    /// <summary>Runs step by step.</summary>
    public IAsyncEnumerable<ChatStep> Stream(
        TextEngine engine, GuardedCall call, OperationContext context, CancellationToken cancellationToken)
    {
        if (call.IsBlocked)
        {
            return Blocked(call, cancellationToken);
        }

        var steps = run.Stream(engine, call.Request, context, cancellationToken);
        if (call.Checks is null)
        {
            return steps;
        }

        var guard = new AnswerGuard(call, canMask: !call.Options!.IsAsync, clock);
        return call.Options.IsAsync ? guard.After(steps, cancellationToken)
            : call.Checks.NeedsWholeAnswers ? guard.AtTheEnd(steps, cancellationToken)
            : guard.BySentence(steps, cancellationToken);
    }

    private static (string Source, string Query) Scored(GuardedInput input, GuardrailChecks checks)
    {
        if (!checks.HasGrounding)
        {
            return ("", "");
        }

        return (
            GroundingCheck.Joined(
                input.Pieces.Where(piece => piece.IsSource), "grounding source", GroundingCheck.SourceCharactersMax),
            GroundingCheck.Joined(
                input.Pieces.Where(piece => piece.IsQuery), "query", GroundingCheck.QueryCharactersMax));
    }

    private static async IAsyncEnumerable<ChatStep> Blocked(
        GuardedCall call, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested();
        var answer = call.BlockedAnswer();
        yield return new ChatStep.Started(0, Cache: null);
        yield return new ChatStep.Text(answer.Text, OutputTokens: 0);
        yield return new ChatStep.Finished(answer);
    }
}
