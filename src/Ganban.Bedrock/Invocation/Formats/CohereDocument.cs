using System.Text.Json.Nodes;
using Ganban.Bedrock.Citations;

namespace Ganban.Bedrock.Invocation.Formats;

/// <summary>A document that Command R answers from.</summary>
/// <param name="Index">Its number in the request, from 0.</param>
/// <param name="Fields">Its fields by name, in their order.</param>
internal sealed record CohereDocument(int Index, IReadOnlyList<KeyValuePair<string, string>> Fields)
{
    /// <summary>What citations call it.</summary>
    public string Id => Fields.FirstOrDefault(pair => pair.Key == "id").Value ?? $"doc_{Index}";

    /// <summary>The document as lines of its fields.</summary>
    public string Text => string.Join("\n", Fields.Select(pair => $"{pair.Key}: {pair.Value}"));

    /// <summary>As the answer is to cite it.</summary>
    public CitableSource Source => new(Index, CitableKind.Text, Id, Source: null, [Text]);

    /// <summary>As the response gives it back.</summary>
    public JsonObject ToJson()
    {
        var json = new JsonObject { ["id"] = Id };
        foreach (var (name, value) in Fields)
        {
            json[name] = value;
        }

        return json;
    }
}
