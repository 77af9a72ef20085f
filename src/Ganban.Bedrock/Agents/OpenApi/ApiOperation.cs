using System.Text.Json;

namespace Ganban.Bedrock.Agents.OpenApi;

/// <summary>An operation of an OpenAPI schema, as an action that an agent can take.</summary>
internal sealed record ApiOperation
{
    /// <summary>Its path, such as <c>/stock/{material}</c>.</summary>
    public required string Path { get; init; }

    /// <summary>Its method in capital letters, such as <c>GET</c>.</summary>
    public required string Method { get; init; }

    /// <summary>Its name; null where the schema gives none.</summary>
    public string? OperationId { get; init; }

    /// <summary>What it does.</summary>
    public required string Description { get; init; }

    /// <summary>What its path, query, headers and cookies take.</summary>
    public IReadOnlyList<ApiValue> Parameters { get; init; } = [];

    /// <summary>The media type of its body, such as <c>application/json</c>; null for an operation without.</summary>
    public string? BodyType { get; init; }

    /// <summary>The members of its body.</summary>
    public IReadOnlyList<ApiValue> Body { get; init; } = [];

    /// <summary>Whether the user is asked before it is carried out (<c>x-requireConfirmation</c>).</summary>
    public bool NeedsConfirmation { get; init; }
}

/// <summary>A value that an operation takes.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type: <c>string</c>, <c>number</c>, <c>integer</c>, <c>boolean</c>, <c>array</c> or
/// <c>object</c>.</param>
/// <param name="IsRequired">Whether a call must have it.</param>
/// <param name="Schema">Its JSON schema, with references resolved and its description.</param>
internal sealed record ApiValue(string Name, string Type, bool IsRequired, JsonElement Schema);
