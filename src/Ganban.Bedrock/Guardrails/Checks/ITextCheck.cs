namespace Ganban.Bedrock.Guardrails.Checks;

/// <summary>A policy of a guardrail that looks at one text at a time.</summary>
internal interface ITextCheck
{
    /// <summary>Whether what it finds in a text can span sentences, so that only a whole text can be judged.</summary>
    bool SpansSentences { get; }

    /// <summary>Whether it looks at a side at all.</summary>
    bool Looks(GuardrailSide side);

    /// <summary>Looks at a text and adds what it finds.</summary>
    ValueTask Look(string text, GuardrailSide side, Findings findings, CancellationToken cancellationToken);
}
