using Ganban.Bedrock.Guardrails.Checks;
using Ganban.Contracts.BedrockRuntime;
using Ganban.Protocol.Pipeline;

namespace Ganban.Bedrock.Guardrails;

/// <summary>Lets a guardrail look at content; no model is asked.</summary>
internal sealed class ApplyGuardrailHandler(GuardrailShelf shelf, TimeProvider clock)
    : IOperationHandler<ApplyGuardrailRequest, ApplyGuardrailResponse>
{
    /// <inheritdoc/>
    public async Task<ApplyGuardrailResponse> Handle(
        ApplyGuardrailRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var checks = await shelf.Get(
            request.GuardrailIdentifier, request.GuardrailVersion, context, cancellationToken);
        var started = clock.GetTimestamp();
        var side = request.Source == GuardrailContentSource.Input ? GuardrailSide.Input : GuardrailSide.Output;
        var pieces = request.Content.Select(Piece).ToList();
        GuardrailChecks.CheckSize(pieces);
        var findings = new Findings();
        var texts = new List<string>();
        foreach (var piece in pieces.Where(piece => piece.IsGuarded))
        {
            texts.Add(await checks.Look(piece.Text, side, findings, cancellationToken));
        }

        var scored = side == GuardrailSide.Output && checks.HasGrounding
            ? await Score(checks, pieces, findings, cancellationToken)
            : 0;
        var size = new GuardedSize(
            pieces.Where(piece => piece.IsGuarded).Sum(piece => piece.Text.Length),
            pieces.Sum(piece => piece.Text.Length),
            scored,
            Images: 0);
        var hasActed = findings.IsBlocked || findings.IsMasked;
        var message = side == GuardrailSide.Input ? checks.BlockedInput : checks.BlockedOutput;
        return new ApplyGuardrailResponse
        {
            Usage = Assessments.Usage(checks, side, findings, size),
            Action = hasActed ? GuardrailAction.GuardrailIntervened : GuardrailAction.None,
            ActionReason = Assessments.Reason(findings),
            Outputs = findings.IsBlocked
                ? [new GuardrailOutputContent { Text = message }]
                : hasActed ? [.. texts.Select(text => new GuardrailOutputContent { Text = text })] : [],
            Assessments =
            [
                Assessments.Of(
                    checks,
                    side,
                    findings,
                    size,
                    request.OutputScope == GuardrailOutputScope.Full,
                    (long)clock.GetElapsedTime(started).TotalMilliseconds),
            ],
            GuardrailCoverage = Assessments.Coverage(size),
        };
    }

    private static GuardPiece Piece(GuardrailContentBlock block) => block is GuardrailContentBlock.Text text
        ? new GuardPiece(text.Value.Text, text.Value.Qualifiers ?? [])
        : throw GuardrailsErrors.NoImages();

    private static async Task<int> Score(
        GuardrailChecks checks, List<GuardPiece> pieces, Findings findings, CancellationToken cancellationToken)
    {
        var source = GroundingCheck.Joined(
            pieces.Where(piece => piece.IsSource), "grounding source", GroundingCheck.SourceCharactersMax);
        var query = GroundingCheck.Joined(
            pieces.Where(piece => piece.IsQuery), "query", GroundingCheck.QueryCharactersMax);
        if (source.Length == 0 || query.Length == 0)
        {
            return 0;
        }

        var answer = GroundingCheck.Joined(
            pieces.Where(piece => piece.IsGuarded), "content to guard", GroundingCheck.AnswerCharactersMax);
        await checks.Score(source, query, answer, findings, cancellationToken);
        return source.Length + query.Length + answer.Length;
    }
}
