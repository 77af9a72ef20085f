using System.Text.Json;
using Ganban.Bedrock.Invocation;

namespace Ganban.Bedrock.Agents.Runtime;

/// <summary>
/// A template of a step that is written as a request: a JSON object with <c>messages</c> and perhaps <c>system</c>.
/// Other members, such as <c>anthropic_version</c>, say nothing here.
/// </summary>
/// <param name="System">The system's text; may be empty.</param>
/// <param name="Messages">The messages, those without text left out.</param>
internal sealed record RequestTemplate(string System, IReadOnlyList<AgentMessage> Messages)
{
    /// <summary>Reads a template; null for none, and for one that is plain text.</summary>
    public static RequestTemplate? Read(string? template)
    {
        if (template is null || Parsed(template) is not { } json)
        {
            return null;
        }

        return new RequestTemplate(
            json.TryGetProperty("system", out var system) ? Content(system) : "",
            [
                .. json.GetProperty("messages").EnumerateArray().Select(Message)
                    .Where(message => message.Text.Length > 0),
            ]);
    }

    /// <summary>
    /// The question that it makes, with values in the places of its variables. What it would have the model's answer
    /// begin with is left out: not every engine goes on with that.
    /// </summary>
    /// <param name="prompt">The step.</param>
    /// <param name="input">What the user says, where the template lets the user say nothing.</param>
    /// <param name="fill">Puts values into a text.</param>
    public ModelQuestion Ask(StepPrompt prompt, string input, Func<string, string> fill)
    {
        var last = Messages.Index().LastOrDefault(message => message.Item.Role == AgentRole.User, (-1, null!)).Index;
        var messages = Messages.Take(last + 1).Select(message => message with { Text = fill(message.Text) }).ToList();
        return new ModelQuestion(prompt, fill(System), messages.Count > 0 ? messages : [AgentMessage.User(input)]);
    }

    private static JsonElement? Parsed(string template)
    {
        try
        {
            using var document = JsonDocument.Parse(template);
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("messages", out var messages)
                && messages.ValueKind == JsonValueKind.Array
                && messages.EnumerateArray().All(message => message.ValueKind == JsonValueKind.Object)
                && FreeJson.IsSound(document.RootElement)
                    ? document.RootElement.Clone()
                    : null;
        }
        catch (JsonException)
        {
            return null; // a template may be plain text
        }
    }

    private static AgentMessage Message(JsonElement message)
    {
        var text = message.TryGetProperty("content", out var content) ? Content(content).Trim() : "";
        return message.TryGetProperty("role", out var role) && role.ToString() == "user"
            ? AgentMessage.User(text)
            : AgentMessage.Assistant(text);
    }

    private static string Content(JsonElement content) => content.ValueKind switch
    {
        JsonValueKind.String => content.GetString()!,
        JsonValueKind.Array => string.Concat(content.EnumerateArray()
            .Where(part => part.ValueKind == JsonValueKind.Object)
            .Select(part => part.TryGetProperty("text", out var text) ? text.ToString() : "")),
        _ => "",
    };
}
