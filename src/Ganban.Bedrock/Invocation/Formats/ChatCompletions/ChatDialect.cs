namespace Ganban.Bedrock.Invocation.Formats.ChatCompletions;

/// <summary>What a family's chat completions may hold; the rest of the reading is the same for all of them.</summary>
/// <param name="Family">The family, as the words of refusals name it.</param>
/// <param name="Roles">The roles that speak.</param>
/// <param name="ToolChoices">What <c>tool_choice</c> may say; empty: the family has none.</param>
internal sealed record ChatDialect(string Family, IReadOnlyList<string> Roles, IReadOnlyList<string> ToolChoices)
{
    /// <summary>Whether content may be a list of parts, text and images, in place of one text.</summary>
    public bool TakesParts { get; init; }

    /// <summary>The member of an assistant's turn that holds what the model thought.</summary>
    public string Reasoning { get; init; } = "reasoning";

    /// <summary>
    /// Members of answers that clients send back with an assistant's turn, and that say nothing to the model.
    /// </summary>
    public IReadOnlyList<string> Echoes { get; init; } = [];

    /// <summary>What <c>reasoning_effort</c> may say; empty: the family has none.</summary>
    public IReadOnlyList<string> Efforts { get; init; } = [];

    /// <summary>Whether <c>tool_choice</c> may name a tool.</summary>
    public bool ChoosesByName { get; init; }
}
