using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Ganban.Contracts;

/// <summary>
/// Turns byte offsets of a JSON text into field paths in the service's form: list elements count from 1 and are
/// followed by <c>member</c>, as in <c>messages.1.member.content</c>.
/// </summary>
internal static class FieldPath
{
    private const int NameCharactersMax = 128;

    /// <summary>Finds the paths of the values that start at the given offsets.</summary>
    public static Dictionary<long, string> Resolve(ReadOnlySpan<byte> json, HashSet<long> offsets)
    {
        var paths = new Dictionary<long, string>();
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = ShapeReader.DepthMax });
        var steps = new Stack<(string? Name, int Index)>();
        var name = (string?)null;
        try
        {
            while (reader.Read() && paths.Count < offsets.Count)
            {
                switch (reader.TokenType)
                {
                    case JsonTokenType.PropertyName:
                        name = Shortened(reader.GetString()!);
                        continue;
                    case JsonTokenType.EndObject or JsonTokenType.EndArray:
                        steps.Pop();
                        continue;
                }

                Advance(steps, ref name);
                if (offsets.Contains(reader.TokenStartIndex))
                {
                    paths[reader.TokenStartIndex] = Format(steps);
                }

                if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
                {
                    steps.Push((null, reader.TokenType == JsonTokenType.StartArray ? 0 : -1));
                }
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The text breaks off behind the values that were asked for; what was found until here is right.
        }

        return paths;
    }

    // The innermost container learns which of its values comes next: a named member, or the next element of a list.
    private static void Advance(Stack<(string? Name, int Index)> steps, ref string? name)
    {
        if (steps.TryPop(out var container))
        {
            steps.Push(container.Index >= 0 ? (null, container.Index + 1) : (name, -1));
            name = null;
        }
    }

    // A map's keys are the caller's: thousands of paths through one long key must not add up.
    private static string Shortened(string name) => name.Length > NameCharactersMax ? name[..NameCharactersMax] : name;

    private static string Format(Stack<(string? Name, int Index)> steps)
    {
        var text = new StringBuilder();
        foreach (var (name, index) in steps.Reverse())
        {
            text.Append(text.Length > 0 ? "." : "");
            text.Append(index > 0 ? string.Create(CultureInfo.InvariantCulture, $"{index}.member") : name);
        }

        return text.ToString();
    }
}
