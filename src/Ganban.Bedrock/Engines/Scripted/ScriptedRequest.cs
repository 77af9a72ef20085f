using Ganban.Inference.Chat;
using Microsoft.Extensions.AI;

namespace Ganban.Bedrock.Engines.Scripted;

/// <summary>What rules look at in a request.</summary>
/// <param name="Account">Who asks; empty where nobody says.</param>
/// <param name="Model">The catalog's id of the model; null where nobody says.</param>
/// <param name="User">The user's last text.</param>
/// <param name="System">The system text.</param>
/// <param name="Tools">Names of the tools that are offered.</param>
/// <param name="ToolResults">Results of tools that the conversation ends with; null if it ends otherwise.</param>
internal sealed record ScriptedRequest(
    string Account,
    string? Model,
    string User,
    string System,
    IReadOnlySet<string> Tools,
    string? ToolResults)
{
    private const int ShownMax = 200; // characters of a text in an error's message

    /// <summary>Reads a request.</summary>
    public static ScriptedRequest Of(IReadOnlyList<ChatMessage> messages, ChatOptions? options)
    {
        var last = messages.Count > 0 ? messages[^1] : null;
        return new ScriptedRequest(
            options?.AdditionalProperties?.GetValueOrDefault(ChatProperties.Caller) as string ?? "",
            options?.AdditionalProperties?.GetValueOrDefault(ChatProperties.Model) as string,
            messages.LastOrDefault(message => message.Role == ChatRole.User && message.Text.Length > 0)?.Text ?? "",
            string.Join('\n', messages.Where(message => message.Role == ChatRole.System).Select(system => system.Text)),
            (options?.Tools ?? []).Select(tool => tool.Name).ToHashSet(StringComparer.Ordinal),
            last?.Role == ChatRole.Tool
                ? string.Join(
                    '\n', last.Contents.OfType<FunctionResultContent>().Select(result => ToolResultText.Of(result)))
                : null);
    }

    /// <summary>What rules look at, in words.</summary>
    public string Describe() => string.Join(", ", new[]
    {
        $"model {Model ?? "(none)"}",
        $"user text '{Shown(User)}'",
        System.Length > 0 ? $"system text '{Shown(System)}'" : "no system text",
        Tools.Count > 0 ? $"tools {Shown(string.Join(' ', Tools))}" : "no tools",
        ToolResults is { } results ? $"tool results '{Shown(results)}'" : "no tool results at the end",
    });

    private static string Shown(string text) => text.Length <= ShownMax ? text : text[..ShownMax] + "…";
}
