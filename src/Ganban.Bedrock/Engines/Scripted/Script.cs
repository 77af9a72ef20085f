using System.Text.Json;

namespace Ganban.Bedrock.Engines.Scripted;

/// <summary>What a scripted engine answers: rules, of which the first that matches a request answers it.</summary>
/// <param name="Rules">The rules in order.</param>
public sealed record Script(IReadOnlyList<ScriptRule> Rules)
{
    private const int RulesMax = 1000;
    private const long BytesMax = 16 << 20;

    /// <summary>Reads a file of rules.</summary>
    /// <param name="path">The file: JSON; comments and trailing commas are allowed.</param>
    /// <exception cref="ScriptException">The file can't be read or is no script; the message tells where.</exception>
    public static Script Load(string path)
    {
        try
        {
            var file = new FileInfo(path);
            return file.Length > BytesMax
                ? throw new ScriptException($"it is larger than {BytesMax} bytes")
                : Parse(File.ReadAllBytes(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ScriptException(e.Message, e);
        }
    }

    /// <summary>Reads rules.</summary>
    /// <exception cref="ScriptException">The text is no script.</exception>
    public static Script Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            var script = JsonSerializer.Deserialize(json, ScriptJson.Default.Script);
            if (script?.Rules is not { Count: > 0 and <= RulesMax } rules || rules.Contains(null!))
            {
                throw new ScriptException($"'rules' must hold 1 to {RulesMax} rules");
            }

            for (var i = 0; i < rules.Count; i++)
            {
                if (rules[i].Problem() is { } problem)
                {
                    throw new ScriptException($"rules[{i}]{problem}");
                }
            }

            return script;
        }
        catch (JsonException e)
        {
            throw new ScriptException($"{e.Path ?? "$"}: {e.Message}", e);
        }
    }
}
