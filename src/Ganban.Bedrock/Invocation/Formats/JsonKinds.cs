using System.Text.Json;

namespace Ganban.Bedrock.Invocation.Formats;

/// <summary>The kinds of JSON values in the words of the service's schema checker.</summary>
internal static class JsonKinds
{
    /// <summary>The kind of a value, for example <c>JSONObject</c>.</summary>
    public static string Name(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "JSONObject",
        JsonValueKind.Array => "JSONArray",
        JsonValueKind.String => "String",
        JsonValueKind.Number => value.TryGetInt64(out _) ? "Integer" : "Double",
        JsonValueKind.True or JsonValueKind.False => "Boolean",
        _ => "Null",
    };
}
