using Ganban.Contracts.BedrockRuntime;

namespace Ganban.Bedrock.Invocation;

/// <summary>Checks the headers that steer an invocation.</summary>
internal static class InvocationHeaders
{
    /// <summary>Refuses what can't be done, in place of passing over it.</summary>
    public static void Check(string? contentType, string? accept)
    {
        // The JavaScript SDK sends application/octet-stream where its caller names no type.
        if (!IsJson(contentType) && contentType != "application/octet-stream")
        {
            throw new ValidationException($"The content type '{contentType}' is not supported. Send application/json.");
        }

        if (!IsJson(accept))
        {
            throw new ValidationException($"The type '{accept}' can't be produced. Accept application/json.");
        }
    }

    private static bool IsJson(string? type) =>
        type is null || type.Split(',', ';').Any(
            part => part.Trim().ToLowerInvariant() is "application/json" or "*/*" or "application/*");
}
