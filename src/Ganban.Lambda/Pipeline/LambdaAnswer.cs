using System.Text.Json;
using System.Text.Json.Nodes;
using Ganban.Contracts;
using Microsoft.AspNetCore.Http;

namespace Ganban.Lambda.Pipeline;

/// <summary>Writes answers and errors as Lambda does.</summary>
internal static class LambdaAnswer
{
    private static readonly JsonSerializerOptions s_options = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>JSON as text, without escapes that are not needed.</summary>
    public static string Text(JsonNode node) => node.ToJsonString(s_options);

    /// <summary>Answers with JSON.</summary>
    public static async Task Send(HttpResponse response, int status, JsonNode body)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(body, s_options);
        response.StatusCode = status;
        response.ContentType = "application/json";
        response.ContentLength = bytes.Length;
        await response.Body.WriteAsync(bytes);
    }

    /// <summary>Answers with nothing.</summary>
    public static Task SendNothing(HttpResponse response)
    {
        response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    /// <summary>Answers with an error; the response must not have started.</summary>
    public static Task WriteError(HttpContext http, ModelledException error)
    {
        http.Response.Headers["x-amzn-ErrorType"] = error.Code;
        foreach (var (name, value) in error.Headers)
        {
            http.Response.Headers[name] = value;
        }

        var type = error.Status >= StatusCodes.Status500InternalServerError ? "Service" : "User";
        return Send(http.Response, error.Status, new JsonObject { ["Type"] = type, ["Message"] = error.Message });
    }
}
