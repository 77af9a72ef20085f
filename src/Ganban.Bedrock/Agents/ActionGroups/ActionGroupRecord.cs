using System.Text.Json;
using Ganban.Contracts;
using Ganban.Contracts.BedrockAgent;

namespace Ganban.Bedrock.Agents.ActionGroups;

/// <summary>An action group of an agent as it is stored within the agent.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Content">What the user says of it.</param>
/// <param name="SchemaText">The OpenAPI schema as it was read last, where there is one.</param>
/// <param name="CreatedAt">When it was created.</param>
/// <param name="UpdatedAt">When it was changed last.</param>
/// <param name="ClientToken">The token that it was created with.</param>
/// <param name="Fingerprint">The digest of the request that created it.</param>
internal sealed record ActionGroupRecord(
    string Id,
    ActionGroupContent Content,
    string? SchemaText,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    string? ClientToken,
    string? Fingerprint);

/// <summary>What the user says of an action group; structures are in the API's own form.</summary>
internal sealed record ActionGroupContent
{
    /// <summary>Its name, unique within the agent.</summary>
    public required string Name { get; init; }

    /// <summary>What it is for.</summary>
    public string? Description { get; init; }

    /// <summary>The built-in group that it stands for: one of <see cref="ActionGroupSignature"/>.</summary>
    public string? Signature { get; init; }

    /// <summary>What the built-in group is told.</summary>
    public IReadOnlyDictionary<string, string>? SignatureParams { get; init; }

    /// <summary>What carries actions out.</summary>
    public JsonElement? Executor { get; init; }

    /// <summary>Its actions as an OpenAPI schema: the text, or where it is.</summary>
    public JsonElement? ApiSchema { get; init; }

    /// <summary>Its actions as functions.</summary>
    public JsonElement? FunctionSchema { get; init; }

    /// <summary>Whether the agent uses it: one of <see cref="ActionGroupState"/>.</summary>
    public string State { get; init; } = ActionGroupState.Enabled;

    /// <summary>Whether the agent uses it.</summary>
    internal bool IsEnabled => State == ActionGroupState.Enabled;

    /// <summary>What a request to create an action group says.</summary>
    public static ActionGroupContent Of(CreateAgentActionGroupRequest request) => new()
    {
        Name = request.ActionGroupName,
        Description = request.Description,
        Signature = request.ParentActionGroupSignature,
        SignatureParams = request.ParentActionGroupSignatureParams,
        Executor = Json(request.ActionGroupExecutor),
        ApiSchema = Json(request.ApiSchema),
        FunctionSchema = Json(request.FunctionSchema),
        State = request.ActionGroupState ?? ActionGroupState.Enabled,
    };

    /// <summary>What a request to change an action group says; what it leaves out is gone.</summary>
    public static ActionGroupContent Of(UpdateAgentActionGroupRequest request) => new()
    {
        Name = request.ActionGroupName,
        Description = request.Description,
        Signature = request.ParentActionGroupSignature,
        SignatureParams = request.ParentActionGroupSignatureParams,
        Executor = Json(request.ActionGroupExecutor),
        ApiSchema = Json(request.ApiSchema),
        FunctionSchema = Json(request.FunctionSchema),
        State = request.ActionGroupState ?? ActionGroupState.Enabled,
    };

    /// <summary>The executor as the API's type.</summary>
    public ActionGroupExecutor? ReadExecutor() =>
        Executor is { } executor ? ShapeJson.Read<ActionGroupExecutor>(executor) : null;

    /// <summary>The OpenAPI schema as the API's type.</summary>
    public APISchema? ReadApiSchema() => ApiSchema is { } schema ? ShapeJson.Read<APISchema>(schema) : null;

    /// <summary>The functions as the API's type.</summary>
    public FunctionSchema? ReadFunctionSchema() =>
        FunctionSchema is { } schema ? ShapeJson.Read<FunctionSchema>(schema) : null;

    private static JsonElement? Json<T>(T? shape)
        where T : class, IShape<T> => shape is null ? null : ShapeJson.Write(shape);
}
