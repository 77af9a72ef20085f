namespace Ganban.Inference.ToolCalls;

/// <summary>
/// How a family of models writes tool calls: <c>Open name Middle arguments Close</c>, repeated with
/// <see cref="Separator"/> between, and <see cref="End"/> after the last.
/// </summary>
public sealed record ToolCallFormat
{
    /// <summary>
    /// Hermes, Qwen and Ganban's own model: <c>&lt;tool_call&gt;\n{"name": …, "arguments": …}\n&lt;/tool_call&gt;</c>.
    /// </summary>
    public static ToolCallFormat Hermes { get; } = new()
    {
        Trigger = "<tool_call>",
        Open = "\n{\"name\": \"",
        Middle = "\", \"arguments\": ",
        Close = "}\n</tool_call>",
        Separator = "\n<tool_call>\n{\"name\": \"",
    };

    /// <summary>Mistral: <c>[TOOL_CALLS][{"name": …, "arguments": …}, …]</c>.</summary>
    public static ToolCallFormat Mistral { get; } = new()
    {
        Trigger = "[TOOL_CALLS]",
        Open = "[{\"name\": \"",
        Middle = "\", \"arguments\": ",
        Close = "}",
        Separator = ", {\"name\": \"",
        End = "]",
    };

    /// <summary>Llama 3.1: a turn that is nothing but <c>{"name": …, "parameters": …}</c>.</summary>
    public static ToolCallFormat Llama { get; } = new()
    {
        Trigger = "{\"name\": \"",
        TriggersOnlyAtStart = true,
        Open = "",
        Middle = "\", \"parameters\": ",
        Close = "}",
    };

    /// <summary>The text or control token that announces a call.</summary>
    public required string Trigger { get; init; }

    /// <summary>True when the trigger means a call only as the very beginning of a turn.</summary>
    public bool TriggersOnlyAtStart { get; init; }

    /// <summary>From the trigger to the tool's name.</summary>
    public required string Open { get; init; }

    /// <summary>From the tool's name to its arguments.</summary>
    public required string Middle { get; init; }

    /// <summary>From the arguments to the end of the call.</summary>
    public required string Close { get; init; }

    /// <summary>From the end of a call to the name of the next; null where a turn has one call only.</summary>
    public string? Separator { get; init; }

    /// <summary>What follows the last call.</summary>
    public string End { get; init; } = "";

    /// <summary>The names in the format that may be control tokens of a vocabulary.</summary>
    public static IReadOnlyList<string> Marks { get; } = ["<tool_call>", "</tool_call>", "[TOOL_CALLS]"];

    /// <summary>The format that a chat template teaches its model, or null when it knows no tools.</summary>
    public static ToolCallFormat? Detect(string template)
    {
        ArgumentNullException.ThrowIfNull(template);
        bool Has(string text) => template.Contains(text, StringComparison.Ordinal);
        return !Has("tools") ? null
            : Has("<tool_call>") ? Hermes
            : Has("[TOOL_CALLS]") ? Mistral
            : Has("\"parameters\"") ? Llama
            : null;
    }
}
