using Ganban.Storage;

namespace Ganban.Bedrock.Guardrails.Checks;

/// <summary>A version of a guardrail, ready to look at texts. Safe for concurrent use.</summary>
internal sealed class GuardrailChecks
{
    // Far more than any model reads.
    private const int CharactersMax = 4_000_000;

    private readonly ITextCheck[] _checks;
    private readonly TopicCheck? _topics;
    private readonly ContentCheck? _content;
    private readonly WordCheck? _words;
    private readonly PiiCheck? _pii;
    private readonly RegexCheck? _regexes;
    private readonly GroundingCheck? _grounding;

    public GuardrailChecks(Stored<GuardrailDocument> stored, string arn)
    {
        var document = stored.Document;
        (Id, Version, Arn) = (stored.Id, stored.Version, arn);
        (BlockedInput, BlockedOutput) = (document.BlockedInputMessaging, document.BlockedOutputsMessaging);
        _topics = document.ReadTopics() is { } topics ? new TopicCheck(topics) : null;
        _content = document.ReadContent() is { Filters: not null } content ? new ContentCheck(content) : null;
        _words = document.ReadWords() is { } words ? new WordCheck(words) : null;
        var sensitive = document.ReadSensitive();
        _pii = sensitive?.PiiEntities is { } entities ? new PiiCheck(entities) : null;
        _regexes = sensitive?.Regexes is { } regexes ? new RegexCheck(regexes) : null;
        _grounding = document.ReadGrounding() is { } grounding ? new GroundingCheck(grounding) : null;
        _checks = [.. new ITextCheck?[] { _words, _topics, _content, _pii, _regexes }.OfType<ITextCheck>()];
    }

    public string Id { get; }

    public string Version { get; }

    public string Arn { get; }

    /// <summary>What is answered in place of an answer to a blocked prompt.</summary>
    public string BlockedInput { get; }

    /// <summary>What is answered in place of a blocked answer.</summary>
    public string BlockedOutput { get; }

    /// <summary>Whether answers can be scored.</summary>
    public bool HasGrounding => _grounding is { IsOn: true };

    /// <summary>Whether an answer can only be judged as a whole: what is looked for may span sentences.</summary>
    public bool NeedsWholeAnswers =>
        HasGrounding || _checks.Any(check => check.SpansSentences && check.Looks(GuardrailSide.Output));

    /// <summary>Which of the service's units a text is counted in.</summary>
    public Counted Units(GuardrailSide side) => new(
        _topics?.Looks(side) == true,
        _content?.Looks(side) == true,
        _words?.Looks(side) == true,
        _pii?.Looks(side) == true,
        _regexes?.Looks(side) == true);

    /// <summary>Refuses more than a guardrail looks at.</summary>
    /// <exception cref="Ganban.Contracts.BedrockRuntime.ValidationException">It is too much.</exception>
    public static void CheckSize(IEnumerable<GuardPiece> pieces)
    {
        if (pieces.Where(piece => piece.IsGuarded).Sum(piece => (long)piece.Text.Length) > CharactersMax)
        {
            throw GuardrailsErrors.TooMuch(CharactersMax);
        }
    }

    /// <summary>Looks at a text; the text with what is masked replaced, or as it was.</summary>
    public async ValueTask<string> Look(
        string text, GuardrailSide side, Findings findings, CancellationToken cancellationToken)
    {
        findings.Masks.Clear();
        foreach (var check in _checks)
        {
            await check.Look(text, side, findings, cancellationToken);
        }

        if (findings.Masks.Count == 0 || !findings.CanMask)
        {
            return text;
        }

        findings.IsMasked = true;
        return Masking.Apply(text, findings.Masks);
    }

    /// <summary>Scores an answer.</summary>
    public Task Score(
        string source, string query, string answer, Findings findings, CancellationToken cancellationToken) =>
        _grounding?.Look(source, query, answer, findings, cancellationToken) ?? Task.CompletedTask;

    /// <summary>Adds what was looked for and not found, for a trace in full.</summary>
    public void AddRest(GuardrailSide side, Findings findings)
    {
        findings.Topics.AddRange([.. _topics?.Rest(side, findings) ?? []]);
        findings.Filters.AddRange([.. _content?.Rest(side, findings) ?? []]);
    }

    /// <summary>Which policies count a text.</summary>
    public sealed record Counted(bool Topics, bool Content, bool Words, bool Pii, bool Regexes);
}
