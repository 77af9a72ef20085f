namespace Ganban.Inference.ToolCalls;

/// <summary>
/// How a family of models writes tool calls: <c>Trigger Open name Middle arguments Close</c>, repeated with
/// <see cref="Separator"/> in place of trigger and opening, and <see cref="End"/> after the last.
/// </summary>
public sealed record ToolCallFormat
{
    /// <summary>
    /// Hermes, Qwen, Granite 4 and Ganban's own model:
    /// <c>&lt;tool_call&gt;\n{"name": …, "arguments": …}\n&lt;/tool_call&gt;</c>.
    /// </summary>
    public static ToolCallFormat Hermes { get; } = new()
    {
        Trigger = "<tool_call>",
        Open = "\n{\"name\": \"",
        Middle = "\", \"arguments\": ",
        Close = "}\n</tool_call>",
        Separator = "\n<tool_call>\n{\"name\": \"",
    };

    /// <summary>Mistral until 2024: <c>[TOOL_CALLS][{"name": …, "arguments": …}, …]</c>.</summary>
    public static ToolCallFormat Mistral { get; } = JsonList("[TOOL_CALLS]");

    /// <summary>Mistral since 2025: <c>[TOOL_CALLS]name[ARGS]{…}</c>, also with a call's id after its name.</summary>
    public static ToolCallFormat MistralNamed { get; } = new()
    {
        Trigger = "[TOOL_CALLS]",
        Open = "",
        Middle = "[ARGS]",
        Close = "",
        Separator = "[TOOL_CALLS]",
        IsNameInJson = false,
    };

    /// <summary>Llama 3: a turn that is nothing but <c>{"name": …, "parameters": …}</c>, several with ';'.</summary>
    public static ToolCallFormat Llama { get; } = new()
    {
        Trigger = "{\"name\": \"",
        TriggersOnlyAtStart = true,
        Open = "",
        Middle = "\", \"parameters\": ",
        Close = "}",
        Separator = "; {\"name\": \"",
    };

    /// <summary>Granite 3 and Phi-4-mini: <c>&lt;|tool_call|&gt;[{"name": …, "arguments": …}, …]</c>.</summary>
    public static ToolCallFormat Granite { get; } = JsonList("<|tool_call|>");

    /// <summary>Phi-4: <c>functools[{"name": …, "arguments": …}, …]</c>.</summary>
    public static ToolCallFormat Functools { get; } = JsonList("functools");

    /// <summary>
    /// Command R: <c>Action: ```json\n[{"tool_name": …, "parameters": …}, …]\n```</c>, indented by four.
    /// </summary>
    public static ToolCallFormat CommandR { get; } = new()
    {
        Trigger = "Action:",
        Open = " ```json\n[\n    {\n        \"tool_name\": \"",
        Middle = "\",\n        \"parameters\": ",
        Close = "\n    }",
        Separator = ",\n    {\n        \"tool_name\": \"",
        End = "\n]```",
    };

    /// <summary>
    /// Command R7B: <c>&lt;|START_ACTION|&gt;[{"tool_name": …, "parameters": …}, …]&lt;|END_ACTION|&gt;</c>; members
    /// <c>tool_call_id</c>, which the model adds of its own, are read over.
    /// </summary>
    public static ToolCallFormat CommandR7 { get; } = new()
    {
        Trigger = "<|START_ACTION|>",
        Open = "[\n    {\"tool_name\": \"",
        Middle = "\", \"parameters\": ",
        Close = "}",
        Separator = ",\n    {\"tool_name\": \"",
        End = "\n]<|END_ACTION|>",
    };

    /// <summary>DeepSeek V3 and R1: the name, then the arguments as a block of JSON, between marks.</summary>
    public static ToolCallFormat DeepSeek3 { get; } = new()
    {
        Trigger = "<｜tool▁calls▁begin｜>",
        Open = "<｜tool▁call▁begin｜>function<｜tool▁sep｜>",
        Middle = "\n```json\n",
        Close = "\n```<｜tool▁call▁end｜>",
        Separator = "\n<｜tool▁call▁begin｜>function<｜tool▁sep｜>",
        End = "<｜tool▁calls▁end｜>",
        IsNameInJson = false,
    };

    /// <summary>DeepSeek V3.1: name and arguments between marks.</summary>
    public static ToolCallFormat DeepSeek31 { get; } = new()
    {
        Trigger = "<｜tool▁calls▁begin｜>",
        Open = "<｜tool▁call▁begin｜>",
        Middle = "<｜tool▁sep｜>",
        Close = "<｜tool▁call▁end｜>",
        Separator = "<｜tool▁call▁begin｜>",
        End = "<｜tool▁calls▁end｜>",
        IsNameInJson = false,
    };

    /// <summary>The formats.</summary>
    public static IReadOnlyList<ToolCallFormat> All { get; } =
    [
        Hermes, Mistral, MistralNamed, Llama, Granite, Functools, CommandR, CommandR7, DeepSeek3, DeepSeek31,
    ];

    /// <summary>The names in the formats that may be control tokens of a vocabulary.</summary>
    public static IReadOnlyList<string> Marks { get; } =
    [
        "<tool_call>", "</tool_call>", "[TOOL_CALLS]", "[ARGS]", "[CALL_ID]", "<|tool_call|>", "<|START_ACTION|>",
        "<|END_ACTION|>", "<｜tool▁calls▁begin｜>", "<｜tool▁calls▁end｜>", "<｜tool▁call▁begin｜>",
        "<｜tool▁call▁end｜>", "<｜tool▁sep｜>",
    ];

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

    /// <summary>True when a call is JSON that holds the name; false when the name stands before the JSON.</summary>
    public bool IsNameInJson { get; init; } = true;

    /// <summary>The format that a chat template teaches its model, or null when it knows no tools.</summary>
    public static ToolCallFormat? Detect(string template)
    {
        ArgumentNullException.ThrowIfNull(template);
        bool Has(string text) => template.Contains(text, StringComparison.Ordinal);
        return !Has("tools") && !Has("tool_calls") ? null
            : Has("<｜tool▁calls▁begin｜>") ? Has("```json") ? DeepSeek3 : DeepSeek31
            : Has("<|START_ACTION|>") ? CommandR7
            : Has("Action:") && Has("tool_name") ? CommandR
            : Has("[TOOL_CALLS]") ? Has("[ARGS]") ? MistralNamed : Mistral
            : Has("<tool_call>") ? Hermes
            : Has("functools[") ? Functools
            : Has("<|tool_call|>") ? Granite
            : Has("\"parameters\"") ? Llama
            : null;
    }

    private static ToolCallFormat JsonList(string trigger) => new()
    {
        Trigger = trigger,
        Open = "[{\"name\": \"",
        Middle = "\", \"arguments\": ",
        Close = "}",
        Separator = ", {\"name\": \"",
        End = "]",
    };
}
