using Ganban.Contracts;
using Ganban.S3.Xml;
using Microsoft.AspNetCore.Http;

namespace Ganban.S3.Errors;

/// <summary>Writes errors as S3 does: in XML, and without a body where none may be.</summary>
internal static class S3ErrorAnswer
{
    public static async Task Write(HttpContext http, ModelledException error, string requestId)
    {
        http.Response.Clear();
        http.Response.StatusCode = error.Status;
        S3Answer.Identify(http.Response, requestId);
        if (HttpMethods.IsHead(http.Request.Method))
        {
            return;
        }

        using var document = new XmlDocumentWriter("Error", withNamespace: false);
        document.Value("Code", Code(error));
        document.Value("Message", error.Message);
        document.Value("Resource", http.Request.Path.Value ?? "/");
        document.Value("RequestId", requestId);
        await document.Send(http.Response, http.RequestAborted);
    }

    // The pipeline's own errors in S3's words.
    private static string Code(ModelledException error) => error.Code switch
    {
        "InternalServerException" => "InternalError",
        "ServiceUnavailableException" => "ServiceUnavailable",
        "AccessDeniedException" => "AccessDenied",
        "RequestEntityTooLargeException" => "EntityTooLarge",
        "ValidationException" => "InvalidRequest",
        var code => code,
    };
}
