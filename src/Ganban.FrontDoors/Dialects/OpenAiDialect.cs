using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Ganban.Bedrock.Doors;
using Ganban.Contracts;
using Ganban.Protocol.Callers;
using Microsoft.AspNetCore.Http;

namespace Ganban.FrontDoors.Dialects;

/// <summary>OpenAI's words: <c>{"error":{"message","type","param","code"}}</c>.</summary>
internal sealed partial class OpenAiDialect : IDoorDialect
{
    private readonly bool _namesEvents;

    private OpenAiDialect(bool namesEvents) => _namesEvents = namesEvents;

    /// <summary>The API but for responses.</summary>
    public static OpenAiDialect Instance { get; } = new(namesEvents: false);

    /// <summary>Responses, whose streams have events with names and numbers.</summary>
    public static OpenAiDialect Responses { get; } = new(namesEvents: true);

    /// <inheritdoc/>
    public void Identify(HttpResponse response, string requestId) => response.Headers["x-request-id"] = requestId;

    /// <inheritdoc/>
    public string? ApiKey(HttpRequest request) => null;

    /// <inheritdoc/>
    public int Status(ModelledException error) => error is SignatureRefusedException ? 401 : error.Status;

    /// <inheritdoc/>
    public JsonObject Body(ModelledException error, string requestId) => new()
    {
        ["error"] = new JsonObject
        {
            ["message"] = error.Message,
            ["type"] = TypeOf(error),
            ["param"] = ParameterOf(error),
            ["code"] = CodeOf(error),
        },
    };

    /// <inheritdoc/>
    public DoorEvent Event(ModelledException error, string requestId, int sent) => _namesEvents
        ? new("error", new JsonObject
        {
            ["type"] = "error",
            ["sequence_number"] = sent,
            ["code"] = CodeOf(error),
            ["message"] = error.Message,
            ["param"] = ParameterOf(error),
        })
        : new(null, Body(error, requestId));

    private string TypeOf(ModelledException error) => Status(error) switch
    {
        429 => "rate_limit_error",
        501 => "not_implemented_error",
        408 or 424 or >= 500 => "server_error",
        _ => "invalid_request_error",
    };

    private static string? CodeOf(ModelledException error) => error switch
    {
        SignatureRefusedException => "invalid_api_key",
        { Code: DoorErrorCodes.UnknownModel } => "model_not_found",
        { Code: DoorErrorCodes.UnknownPrevious } => "previous_response_not_found",
        { Code: DoorErrorCodes.UnknownResponse } => null,
        { Code: "AccessDeniedException" } => "access_denied",
        { Code: "ModelNotReadyException" } => "model_not_ready",
        { Status: 400 } => "validation_error",
        { Status: 404 or 405 } => "unknown_url",
        { Status: 413 } => "request_too_large",
        { Status: 429 } => "rate_limit_exceeded",
        { Status: 501 } => "not_implemented",
        _ => "server_error",
    };

    // A complaint about a body begins with the place, as a JSON pointer, or names what is missing there.
    private static string? ParameterOf(ModelledException error)
    {
        if (error.Code == DoorErrorCodes.UnknownModel)
        {
            return "model";
        }

        if (error.Code == DoorErrorCodes.UnknownPrevious)
        {
            return "previous_response_id";
        }

        var place = Place().Match(error.Message);
        return place.Success && Pointer(place.Groups[1].Value, place.Groups[2].Value) is { Length: > 0 } pointer
            ? pointer
            : null;
    }

    private static string Pointer(string pointer, string missing)
    {
        var steps = pointer.Split('/', StringSplitOptions.RemoveEmptyEntries)
            .Select(step => step.All(char.IsAsciiDigit) ? $"[{step}]" : "." + step);
        return string.Concat([.. steps, missing.Length == 0 ? "" : "." + missing]).TrimStart('.');
    }

    [GeneratedRegex(
        @"^Malformed input request: #((?:/[^:/ ]+)*): (?:(?:required|extraneous) key \[([^\]]+)\])?",
        RegexOptions.NonBacktracking)]
    private static partial Regex Place();
}
