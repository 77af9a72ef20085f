using System.Text.Json;
using Ganban.Bedrock.Flows.Graph;

namespace Ganban.Bedrock.Flows.Invocation;

/// <summary>What a trace shows of a value.</summary>
internal static class TraceContent
{
    /// <summary>The most inputs of a node in a trace, by the contract.</summary>
    public const int InputsMax = 5;

    /// <summary>The most outputs of a node in a trace, by the contract.</summary>
    public const int OutputsMax = 2;

    private const int CharactersMax = 64 * 1024;

    /// <summary>The value, or the beginning of its text where it is large.</summary>
    public static JsonElement Of(JsonElement value)
    {
        // JSON is never shorter than the text in it, so most values need not be made text.
        if (value.GetRawText().Length <= CharactersMax)
        {
            return value;
        }

        var text = DataTypes.Text(value);
        return text.Length <= CharactersMax ? value : DataTypes.Value(text[..CharactersMax] + "…");
    }
}
