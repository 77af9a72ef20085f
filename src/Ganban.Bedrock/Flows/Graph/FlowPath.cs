using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;

namespace Ganban.Bedrock.Flows.Graph;

/// <summary>
/// An expression of a node's input: <c>$.data</c> for the whole of what the connection brings, and behind it members
/// (<c>.name</c>, <c>['name']</c>) and elements (<c>[0]</c>).
/// </summary>
internal sealed class FlowPath
{
    private const string Root = "$.data";
    private readonly IReadOnlyList<object> _steps;

    private FlowPath(IReadOnlyList<object> steps) => _steps = steps;

    /// <summary>Whether it means all of what the connection brings.</summary>
    public bool IsWhole => _steps.Count == 0;

    /// <summary>Reads an expression; where it is none, tells why.</summary>
    public static bool TryParse(
        string text, [NotNullWhen(true)] out FlowPath? path, [NotNullWhen(false)] out string? problem)
    {
        (path, problem) = (null, null);
        if (!text.StartsWith(Root, StringComparison.Ordinal))
        {
            problem = $"It must begin with {Root}.";
            return false;
        }

        var steps = new List<object>();
        for (var at = Root.Length; at < text.Length;)
        {
            if (Step(text, ref at) is not { } step)
            {
                problem = $"What stands at character {at + 1} is neither .name, ['name'] nor [0].";
                return false;
            }

            steps.Add(step);
        }

        path = new FlowPath(steps);
        return true;
    }

    /// <summary>What the expression means in a value; null if there is nothing.</summary>
    public JsonElement? Find(JsonElement data)
    {
        var found = data;
        foreach (var step in _steps)
        {
            switch (step)
            {
                case string name when found.ValueKind == JsonValueKind.Object
                    && found.TryGetProperty(name, out var member):
                    found = member;
                    break;
                case int index when found.ValueKind == JsonValueKind.Array && index < found.GetArrayLength():
                    found = found[index];
                    break;
                default:
                    return null;
            }
        }

        return found;
    }

    // A member's name or an element's index; null, and the place unchanged, for anything else.
    private static object? Step(string text, ref int at)
    {
        var begin = at;
        if (text[at] == '.')
        {
            var end = at + 1;
            while (end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] is '_' or '-'))
            {
                end++;
            }

            at = end > begin + 1 ? end : begin;
            return end > begin + 1 ? text[(begin + 1)..end] : null;
        }

        if (text[at] != '[' || at + 2 >= text.Length)
        {
            return null;
        }

        return text[at + 1] is '\'' or '"' ? Quoted(text, ref at) : Index(text, ref at);
    }

    private static string? Quoted(string text, ref int at)
    {
        var close = text.IndexOf($"{text[at + 1]}]", at + 2, StringComparison.Ordinal);
        if (close < 0)
        {
            return null;
        }

        var name = text[(at + 2)..close];
        at = close + 2;
        return name;
    }

    private static object? Index(string text, ref int at)
    {
        var close = text.IndexOf(']', at);
        if (close < 0
            || !int.TryParse(text[(at + 1)..close], NumberStyles.None, CultureInfo.InvariantCulture, out var index))
        {
            return null;
        }

        at = close + 1;
        return index;
    }
}
