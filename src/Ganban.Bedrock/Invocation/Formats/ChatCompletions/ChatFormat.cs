using Microsoft.Extensions.AI;

namespace Ganban.Bedrock.Invocation.Formats.ChatCompletions;

/// <summary>Reads the <c>response_format</c> of chat completions.</summary>
internal static class ChatFormat
{
    /// <summary>The format; null for free text.</summary>
    /// <param name="root">The body.</param>
    /// <param name="types">The types that the family knows.</param>
    public static ChatResponseFormat? Read(NativeBody root, params IReadOnlyList<string> types)
    {
        if (root.Object("response_format") is not { } format)
        {
            return null;
        }

        var type = format.OneOf("type", types, required: true);
        var schema = type == "json_schema" ? Schema(format.Object("json_schema", required: true)) : null;
        format.RefuseOthers();
        return type == "json_object" ? ChatResponseFormat.Json : schema;
    }

    /// <summary>Reads a schema with its name; the rest of the definition is read already.</summary>
    public static ChatResponseFormatJson? Schema(NativeBody? definition)
    {
        if (definition is null)
        {
            return null;
        }

        var name = definition.Text("name");
        var description = definition.Text("description");
        var schema = definition.FreeObject("schema", required: true);
        definition.Boolean("strict");
        definition.RefuseOthers();
        return schema is { } found ? ChatResponseFormat.ForJsonSchema(found, name, description) : null;
    }
}
