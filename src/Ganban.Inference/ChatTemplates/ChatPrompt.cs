using System.Text.Json.Nodes;

namespace Ganban.Inference.ChatTemplates;

/// <summary>What a chat template is given. All text in it counts as untrusted except the token names.</summary>
public sealed record ChatPrompt
{
    /// <summary>
    /// The conversation: objects with <c>role</c> and <c>content</c>, and where they apply <c>tool_calls</c>,
    /// <c>tool_call_id</c> and <c>name</c>, as chat templates have settled on.
    /// </summary>
    public required JsonArray Messages { get; init; }

    /// <summary>The offered tools, <c>{"type": "function", "function": {…}}</c> each; null for none.</summary>
    public JsonArray? Tools { get; init; }

    /// <summary>True to end with the opening of the assistant's turn.</summary>
    public bool AddGenerationPrompt { get; init; } = true;

    /// <summary>The model's begin-of-sequence token as text; trusted.</summary>
    public string BosToken { get; init; } = "";

    /// <summary>The model's end-of-sequence token as text; trusted.</summary>
    public string EosToken { get; init; } = "";

    /// <summary>What <c>strftime_now</c> formats; the caller's clock.</summary>
    public DateTimeOffset Now { get; init; }

    /// <summary>Further variables of this model's template, such as <c>enable_thinking</c>.</summary>
    public JsonObject? Variables { get; init; }
}
