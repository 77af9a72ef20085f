using Microsoft.AspNetCore.Http;

namespace Ganban.S3.Xml;

/// <summary>What all answers have.</summary>
internal static class S3Answer
{
    /// <summary>Names the request under S3's own header.</summary>
    public static void Identify(HttpResponse response, string requestId)
    {
        response.Headers["x-amz-request-id"] = requestId;
        response.Headers["x-amzn-RequestId"] = requestId;
    }

    /// <summary>An answer without a body.</summary>
    public static Task Empty(HttpResponse response, int status)
    {
        response.StatusCode = status;
        if (status != StatusCodes.Status204NoContent)
        {
            response.ContentLength = 0;
        }

        return Task.CompletedTask;
    }
}
