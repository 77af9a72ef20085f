using Ganban.Bedrock.Guardrails.Checks;
using Ganban.Bedrock.Invocation;
using Ganban.Contracts.BedrockRuntime;

namespace Ganban.Bedrock.Guardrails;

/// <summary>A conversation's prompt after a guardrail looked at it, and what it found in prompt and answers.</summary>
/// <param name="Request">The prompt as the engine gets it, masked where the guardrail masks.</param>
internal sealed record GuardedCall(ChatRequest Request)
{
    private readonly List<(GuardrailAssessment Assessment, Findings Findings, string Text)> _answers = [];

    /// <summary>The guardrail; null for a request without.</summary>
    public GuardrailChecks? Checks { get; init; }

    /// <summary>What the request says of the guardrail; null for a request without.</summary>
    public GuardOptions? Options { get; init; }

    /// <summary>What was found in the prompt.</summary>
    public Findings Found { get; init; } = new();

    /// <summary>The same in the API's words.</summary>
    public GuardrailAssessment? InputAssessment { get; init; }

    /// <summary>What answers are to be grounded on; empty for nothing.</summary>
    public string Source { get; init; } = "";

    /// <summary>The question that answers are to be relevant to; empty for none.</summary>
    public string Query { get; init; } = "";

    /// <summary>Whether the engine must not be asked.</summary>
    public bool IsBlocked => Found.IsBlocked;

    /// <summary>Whether anything was blocked or masked up to now.</summary>
    public bool HasIntervened => Found.IsBlocked || Found.IsMasked
        || _answers.Any(answer => answer.Findings.IsBlocked || answer.Findings.IsMasked);

    /// <summary>The answer to a blocked prompt.</summary>
    public ChatAnswer BlockedAnswer() => new()
    {
        Text = Checks!.BlockedInput,
        ToolCalls = [],
        End = AnswerEnd.Guardrail,
        InputTokens = 0,
        OutputTokens = 0,
        FirstByteMilliseconds = 0,
        Milliseconds = 0,
    };

    /// <summary>Notes what was found in an answer, and what the answer was.</summary>
    public void Add(GuardrailAssessment assessment, Findings findings, string text) =>
        _answers.Add((assessment, findings, text));

    /// <summary>What the API tells of the guardrail; null if the request did not ask for it.</summary>
    public GuardrailTraceAssessment? Trace() => Options is not { IsTraced: true }
        ? null
        : new GuardrailTraceAssessment
        {
            ModelOutput = _answers.Count > 0 ? [.. _answers.Select(answer => answer.Text)] : null,
            InputAssessment = new Dictionary<string, GuardrailAssessment> { [Checks!.Id] = InputAssessment! },
            OutputAssessments = _answers.Count > 0
                ? new Dictionary<string, IReadOnlyList<GuardrailAssessment>>
                {
                    [Checks.Id] = [.. _answers.Select(answer => answer.Assessment)],
                }
                : null,
            ActionReason = string.Join(
                "\n", _answers.Select(answer => answer.Findings).Prepend(Found).Select(Assessments.Reason)),
        };
}
