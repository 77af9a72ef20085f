namespace Ganban.Bedrock.Guardrails.Checks;

/// <summary>Whether a text comes from the caller or from the model.</summary>
internal enum GuardrailSide
{
    /// <summary>From the caller.</summary>
    Input,

    /// <summary>From the model.</summary>
    Output,
}

/// <summary>What a rule does on each side: the API's BLOCK, ANONYMIZE or NONE; null: it does not look.</summary>
internal sealed record Reaction(string? Input, string? Output)
{
    public const string Block = "BLOCK";
    public const string Anonymize = "ANONYMIZE";
    public const string None = "NONE";

    /// <summary>Reads the members that all rules have.</summary>
    public static Reaction Of(
        string? both, string? input, string? output, bool? inputEnabled, bool? outputEnabled) => new(
        inputEnabled == false ? null : input ?? both ?? Block,
        outputEnabled == false ? null : output ?? both ?? Block);

    public string? On(GuardrailSide side) => side == GuardrailSide.Input ? Input : Output;
}
