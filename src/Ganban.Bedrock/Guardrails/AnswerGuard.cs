using System.Runtime.CompilerServices;
using Ganban.Bedrock.Citations;
using Ganban.Bedrock.Guardrails.Checks;
using Ganban.Bedrock.Invocation;

namespace Ganban.Bedrock.Guardrails;

/// <summary>
/// Looks at one answer under a guardrail: its text and what the model thinks, not the arguments of tool calls. An
/// answer is looked at sentence by sentence however it comes, so that a stream says what a whole answer says.
/// </summary>
/// <param name="call">The prompt that it answers, and the guardrail.</param>
/// <param name="canMask">Whether anything can be replaced: not in what has passed already.</param>
/// <param name="clock">Tells how long it took.</param>
internal sealed class AnswerGuard(GuardedCall call, bool canMask, TimeProvider clock)
{
    private readonly long _started = clock.GetTimestamp();
    private readonly SentenceGuard _text = new(
        call.Checks!, new Findings(canMask), call.Checks!.NeedsWholeAnswers);

    /// <summary>The answer to a whole answer: as it is, masked or blocked.</summary>
    public async Task<ChatAnswer> Whole(ChatAnswer answer, CancellationToken cancellationToken)
    {
        var reasoning = await _text.Whole(answer.Reasoning, cancellationToken);

        // What reaches over sentences reaches over the pieces, too; where it is masked, none is left to be cited.
        var isSplit = answer.Cited.Count > 0 && !call.Checks!.NeedsWholeAnswers;
        var cited = new List<CitedText>();
        foreach (var piece in isSplit ? answer.Cited : [])
        {
            cited.Add(piece with { Text = await _text.Whole(piece.Text, cancellationToken) });
        }

        var text = isSplit
            ? string.Concat(cited.Select(piece => piece.Text))
            : await _text.Whole(answer.Text, cancellationToken);
        await Score(answer.Text, cancellationToken);
        return Ended(answer, text, reasoning, isSplit || text != answer.Text ? cited : answer.Cited);
    }

    /// <summary>Holds a stream back to its end.</summary>
    public async IAsyncEnumerable<ChatStep> AtTheEnd(
        IAsyncEnumerable<ChatStep> steps, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var step in steps.WithCancellation(cancellationToken))
        {
            if (step is ChatStep.Started)
            {
                yield return step;
            }

            if (step is ChatStep.Finished finished)
            {
                foreach (var part in Parts(await Whole(finished.Answer, cancellationToken)))
                {
                    yield return part;
                }
            }
        }
    }

    /// <summary>Lets a stream pass sentence by sentence, each when it was looked at.</summary>
    public async IAsyncEnumerable<ChatStep> BySentence(
        IAsyncEnumerable<ChatStep> steps, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var passed = new Passed();
        Type? kind = null; // of the text that is held back
        await foreach (var step in steps.WithCancellation(cancellationToken))
        {
            if (_text.IsBlocked)
            {
                if (step is ChatStep.Finished blocked)
                {
                    yield return new ChatStep.Finished(Ended(blocked.Answer, "", "", []));
                }

                continue; // The engine tells at the end what it used.
            }

            var isText = step is ChatStep.Text or ChatStep.Reasoning;
            if (kind is not null && kind != step.GetType()
                && Step(kind, await _text.Rest(cancellationToken), null) is { } rest)
            {
                yield return passed.Add(rest);
            }

            kind = isText ? step.GetType() : null;
            var more = step switch
            {
                ChatStep.Text text => Step(kind, await _text.Add(text.Value, cancellationToken), text.OutputTokens),
                ChatStep.Reasoning thought => Step(kind, await _text.Add(thought.Value, cancellationToken), null),
                ChatStep.Finished { Answer: var answer } when !_text.IsBlocked =>
                    new ChatStep.Finished(Ended(answer, passed.Text, passed.Reasoning, passed.Cited)),
                _ => _text.IsBlocked ? null : step,
            };
            if (more is not null)
            {
                yield return passed.Add(more);
            }

            if (_text.IsBlocked)
            {
                yield return new ChatStep.Text(call.Checks!.BlockedOutput, OutputTokens: null);
                if (step is ChatStep.Finished last)
                {
                    yield return new ChatStep.Finished(Ended(last.Answer, "", "", []));
                }
            }
        }
    }

    /// <summary>Lets a stream pass and looks at it afterwards; a block ends what is shown. Nothing is masked.</summary>
    public async IAsyncEnumerable<ChatStep> After(
        IAsyncEnumerable<ChatStep> steps, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var wasBlocked = false;
        Type? kind = null; // of the text that is looked at
        await foreach (var step in steps.WithCancellation(cancellationToken))
        {
            if (step is not ChatStep.Finished && !wasBlocked)
            {
                yield return step;
            }

            var isWithin = step is ChatStep.Cited && call.Checks!.NeedsWholeAnswers;
            if (kind != step.GetType() && !isWithin)
            {
                await _text.Rest(cancellationToken);
                kind = step.GetType();
            }

            await (step switch
            {
                ChatStep.Text text => _text.Add(text.Value, cancellationToken),
                ChatStep.Reasoning thought => _text.Add(thought.Value, cancellationToken),
                ChatStep.Finished finished => Score(finished.Answer.Text, cancellationToken),
                _ => Task.CompletedTask,
            });

            if (_text.IsBlocked && !wasBlocked)
            {
                wasBlocked = true;
                yield return new ChatStep.Text(call.Checks!.BlockedOutput, OutputTokens: null);
            }

            if (step is ChatStep.Finished { Answer: var answer })
            {
                yield return new ChatStep.Finished(Ended(answer, answer.Text, answer.Reasoning, answer.Cited));
            }
        }
    }

    private static ChatStep? Step(Type? kind, string text, int? tokens) =>
        text.Length == 0 ? null
        : kind == typeof(ChatStep.Text) ? new ChatStep.Text(text, tokens)
        : new ChatStep.Reasoning(text);

    private static IEnumerable<ChatStep> Parts(ChatAnswer answer)
    {
        if (answer.Reasoning.Length > 0)
        {
            yield return new ChatStep.Reasoning(answer.Reasoning);
        }

        foreach (var piece in answer.Cited)
        {
            yield return new ChatStep.Text(piece.Text, OutputTokens: null);
            yield return new ChatStep.Cited(piece.Citations);
        }

        if (answer.Cited.Count == 0 && answer.Text.Length > 0)
        {
            yield return new ChatStep.Text(answer.Text, answer.OutputTokens);
        }

        foreach (var toolCall in answer.ToolCalls)
        {
            yield return new ChatStep.Call(toolCall);
        }

        yield return new ChatStep.Finished(answer);
    }

    private async Task Score(string answer, CancellationToken cancellationToken)
    {
        if (call.Source.Length > 0 && call.Query.Length > 0)
        {
            await call.Checks!.Score(call.Source, call.Query, answer, _text.Findings, cancellationToken);
        }
    }

    // Notes what was found, and writes the answer anew where that changes it.
    private ChatAnswer Ended(ChatAnswer answer, string text, string reasoning, IReadOnlyList<CitedText> cited)
    {
        var checks = call.Checks!;
        var findings = _text.Findings;
        var scored = findings.Grounding.Count > 0 ? call.Source.Length + call.Query.Length + answer.Text.Length : 0;
        var size = new GuardedSize(_text.Characters, _text.Characters, scored, Images: 0);
        var milliseconds = (long)clock.GetElapsedTime(_started).TotalMilliseconds;
        call.Add(
            Assessments.Of(checks, GuardrailSide.Output, findings, size, call.Options!.IsFull, milliseconds),
            findings,
            answer.Text);
        if (findings.IsBlocked)
        {
            return answer with
            {
                Text = checks.BlockedOutput,
                Reasoning = "",
                Cited = [],
                ToolCalls = [],
                End = AnswerEnd.Guardrail,
                StopSequence = null,
                Tokens = [],
            };
        }

        return !findings.IsMasked ? answer : answer with
        {
            Text = text,
            Reasoning = reasoning,
            Cited = cited,
            End = answer.End == AnswerEnd.ToolUse ? answer.End : AnswerEnd.Guardrail,
            Tokens = [],
        };
    }

    /// <summary>What has passed of a stream.</summary>
    private sealed class Passed
    {
        private readonly List<CitedText> _cited = [];
        private int _citedTo;

        public string Text { get; private set; } = "";

        public string Reasoning { get; private set; } = "";

        public IReadOnlyList<CitedText> Cited => _cited;

        public ChatStep Add(ChatStep step)
        {
            switch (step)
            {
                case ChatStep.Text text:
                    Text += text.Value;
                    break;
                case ChatStep.Reasoning reasoning:
                    Reasoning += reasoning.Value;
                    break;
                case ChatStep.Cited { Citations: var citations }:
                    _cited.Add(new CitedText(Text[_citedTo..], citations));
                    _citedTo = Text.Length;
                    break;
            }

            return step;
        }
    }
}
