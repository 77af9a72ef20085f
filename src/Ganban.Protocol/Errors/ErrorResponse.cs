using System.Buffers;
using System.Text.Json;
using Ganban.Contracts;
using Microsoft.AspNetCore.Http;

namespace Ganban.Protocol.Errors;

/// <summary>
/// Writes errors the way AWS clients read them: status, <c>x-amzn-ErrorType</c>, and a JSON body with the message.
/// </summary>
public static class ErrorResponse
{
    /// <summary>The error that stands for a fault of ours; its message tells nothing of the cause.</summary>
    public static ModelledException Fault(Exception cause) =>
        new("InternalServerException", 500, "The server encountered an internal error. Try your request again.", cause);

    /// <summary>The error that an exception of the request's making becomes; null for a fault of ours.</summary>
    public static ModelledException? Known(Exception exception) => exception switch
    {
        ModelledException modelled => modelled,
        BadHttpRequestException bad => new ModelledException(
            bad.StatusCode switch
            {
                StatusCodes.Status408RequestTimeout => "RequestTimeoutException", // SDKs know it and send again
                StatusCodes.Status413PayloadTooLarge => "RequestEntityTooLargeException",
                _ => "ValidationException",
            },
            bad.StatusCode,
            bad.StatusCode == StatusCodes.Status408RequestTimeout
                ? "The request's body arrived too slowly. Send the request again."
                : "The HTTP request is broken: " + bad.Message,
            bad),

        // Kestrel's word for a chunk of the body that is larger than a number can say.
        IOException { InnerException: OverflowException } bad => new ModelledException(
            "ValidationException", StatusCodes.Status400BadRequest, "The HTTP request is broken: " + bad.Message, bad),
        _ => null,
    };

    /// <summary>The body of an error.</summary>
    public static ReadOnlyMemory<byte> Body(ModelledException error)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer, ShapeWriter.Options))
        {
            writer.WriteStartObject();
            writer.WriteString("message"u8, error.Message);
            error.WriteMembers(writer);
            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    /// <summary>Answers the request with the error; the response must not have started.</summary>
    public static async Task Write(HttpResponse response, ModelledException error, CancellationToken cancellationToken)
    {
        var body = Body(error);
        response.StatusCode = error.Status;
        response.Headers["x-amzn-ErrorType"] = error.Code + ":http://internal.amazon.com/coral/com.amazon.bedrock/";
        foreach (var (name, value) in error.Headers)
        {
            response.Headers[name] = value;
        }

        response.ContentType = "application/json";
        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body, cancellationToken);
    }
}
