using System.Text.Json.Nodes;
using Ganban.Bedrock.Doors;
using Ganban.Contracts;
using Ganban.Protocol.Callers;
using Microsoft.AspNetCore.Http;

namespace Ganban.FrontDoors.Dialects;

/// <summary>Anthropic's words: <c>{"type":"error","error":{"type","message"},"request_id"}</c>.</summary>
internal sealed class AnthropicDialect : IDoorDialect
{
    private AnthropicDialect()
    {
    }

    /// <summary>The dialect.</summary>
    public static AnthropicDialect Instance { get; } = new();

    /// <inheritdoc/>
    public void Identify(HttpResponse response, string requestId) => response.Headers["request-id"] = requestId;

    /// <inheritdoc/>
    public string? ApiKey(HttpRequest request) =>
        request.Headers.TryGetValue("x-api-key", out var key) ? key.ToString() : null;

    /// <inheritdoc/>
    public int Status(ModelledException error) => error is SignatureRefusedException ? 401 : error.Status;

    /// <inheritdoc/>
    public JsonObject Body(ModelledException error, string requestId) => new()
    {
        ["type"] = "error",
        ["error"] = new JsonObject { ["type"] = TypeOf(error), ["message"] = error.Message },
        ["request_id"] = requestId,
    };

    /// <inheritdoc/>
    public DoorEvent Event(ModelledException error, string requestId, int sent) =>
        new("error", Body(error, requestId));

    private string TypeOf(ModelledException error) => Status(error) switch
    {
        401 => "authentication_error",
        403 => "permission_error",
        404 or 405 => "not_found_error",
        408 => "timeout_error",
        413 => "request_too_large",
        429 => "rate_limit_error",
        501 => "not_implemented_error",
        503 => "overloaded_error",
        424 or >= 500 => "api_error",
        _ => "invalid_request_error",
    };
}
