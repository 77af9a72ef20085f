using System.Text.Json;
using Ganban.Contracts.BedrockAgentRuntime;

namespace Ganban.Bedrock.Agents.Runtime;

/// <summary>The tools that Anthropic defines for its models; the caller carries them out.</summary>
internal static class NativeTools
{
    private const string FirstComputer = "computer_20241022";

    private const string Computer = """
        {"type":"object","properties":{
          "action":{"type":"string","enum":["key","type","mouse_move","left_click","left_click_drag","right_click",
            "middle_click","double_click","screenshot","cursor_position"]},
          "coordinate":{"type":"array","items":{"type":"integer"}},
          "text":{"type":"string"}},
         "required":["action"]}
        """;

    private const string LaterComputer = """
        {"type":"object","properties":{
          "action":{"type":"string","enum":["key","hold_key","type","cursor_position","mouse_move","left_mouse_down",
            "left_mouse_up","left_click","left_click_drag","right_click","middle_click","double_click","triple_click",
            "scroll","wait","screenshot"]},
          "coordinate":{"type":"array","items":{"type":"integer"}},
          "start_coordinate":{"type":"array","items":{"type":"integer"}},
          "text":{"type":"string"},
          "duration":{"type":"number"},
          "scroll_direction":{"type":"string","enum":["up","down","left","right"]},
          "scroll_amount":{"type":"integer"}},
         "required":["action"]}
        """;

    private const string Bash = """
        {"type":"object","properties":{"command":{"type":"string"},"restart":{"type":"boolean"}}}
        """;

    private const string TextEditor = """
        {"type":"object","properties":{
          "command":{"type":"string","enum":["view","create","str_replace","insert","undo_edit"]},
          "path":{"type":"string"},
          "file_text":{"type":"string"},
          "old_str":{"type":"string"},
          "new_str":{"type":"string"},
          "insert_line":{"type":"integer"},
          "view_range":{"type":"array","items":{"type":"integer"}}},
         "required":["command","path"]}
        """;

    /// <summary>What models call it.</summary>
    public static string Name(string signature) => signature switch
    {
        ActionGroupSignature.ANTHROPICComputer => "computer",
        ActionGroupSignature.ANTHROPICBash => "bash",
        _ => "str_replace_editor",
    };

    /// <summary>What it does.</summary>
    public static string Description(ActionGroup group)
    {
        var what = group.Signature switch
        {
            ActionGroupSignature.ANTHROPICComputer => "Uses a computer's mouse, keyboard and screen.",
            ActionGroupSignature.ANTHROPICBash => "Runs a command in a shell.",
            _ => "Views, makes and changes text files.",
        };
        var told = string.Join(", ", group.SignatureParameters.Select(told => $"{told.Key}: {told.Value}"));
        return told.Length > 0 ? $"{what} {told}" : what;
    }

    /// <summary>What it takes; a computer of a later date than the first takes more.</summary>
    public static JsonElement Schema(ActionGroup group)
    {
        var isFirst = group.SignatureParameters.GetValueOrDefault("type") is null or FirstComputer;
        using var schema = JsonDocument.Parse(group.Signature switch
        {
            ActionGroupSignature.ANTHROPICComputer => isFirst ? Computer : LaterComputer,
            ActionGroupSignature.ANTHROPICBash => Bash,
            _ => TextEditor,
        });
        return schema.RootElement.Clone();
    }
}
