using Ganban.Contracts.BedrockRuntime;

namespace Ganban.Bedrock.Guardrails.Checks;

/// <summary>A part of a text that is to be replaced.</summary>
internal readonly record struct Mask(int Start, int End, string Placeholder);

/// <summary>What the checks found in one or several texts, in the API's words.</summary>
/// <param name="canMask">Whether anything can be replaced; if not, it is only told.</param>
internal sealed class Findings(bool canMask = true)
{
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);

    public List<GuardrailTopic> Topics { get; } = [];

    public List<GuardrailContentFilter> Filters { get; } = [];

    public List<GuardrailCustomWord> CustomWords { get; } = [];

    public List<GuardrailManagedWord> ManagedWords { get; } = [];

    public List<GuardrailPiiEntityFilter> Pii { get; } = [];

    public List<GuardrailRegexFilter> Regexes { get; } = [];

    public List<GuardrailContextualGroundingFilter> Grounding { get; } = [];

    /// <summary>The parts of the text that is being looked at which are to be replaced.</summary>
    public List<Mask> Masks { get; } = [];

    /// <summary>Whether anything can be replaced.</summary>
    public bool CanMask => canMask;

    /// <summary>Whether anything found blocks.</summary>
    public bool IsBlocked { get; set; }

    /// <summary>Whether anything was replaced.</summary>
    public bool IsMasked { get; set; }

    /// <summary>Whether the same was not found before: the same finding is told once.</summary>
    public bool IsNew(string policy, string what, string match) => _told.Add($"{policy}\n{what}\n{match}");

    /// <summary>Notes that something blocks, and gives the API's word for what was done.</summary>
    public string Done(string reaction)
    {
        IsBlocked |= reaction == Reaction.Block;
        return reaction switch
        {
            Reaction.Block => GuardrailSensitiveInformationPolicyAction.Blocked,
            Reaction.Anonymize when canMask => GuardrailSensitiveInformationPolicyAction.Anonymized,
            _ => GuardrailSensitiveInformationPolicyAction.None,
        };
    }
}
