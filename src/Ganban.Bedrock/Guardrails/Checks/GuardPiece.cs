using Ganban.Contracts.BedrockRuntime;

namespace Ganban.Bedrock.Guardrails.Checks;

/// <summary>A text that a guardrail is given, and what it is.</summary>
/// <param name="Text">The text.</param>
/// <param name="Qualifiers">The API's qualifiers; none: it is to be guarded.</param>
internal record GuardPiece(string Text, IReadOnlyList<string> Qualifiers)
{
    /// <summary>Whether the policies look at it; a source or a question only if it says so.</summary>
    public bool IsGuarded => Qualifiers.Count == 0 || Qualifiers.Contains(GuardrailContentQualifier.GuardContent);

    /// <summary>Whether answers are to be grounded on it.</summary>
    public bool IsSource => Qualifiers.Contains(GuardrailContentQualifier.GroundingSource);

    /// <summary>Whether it is the question that answers are to be relevant to.</summary>
    public bool IsQuery => Qualifiers.Contains(GuardrailContentQualifier.Query);
}
