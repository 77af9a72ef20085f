using Ganban.Contracts;
using Ganban.Protocol;
using Ganban.Protocol.Callers;
using Ganban.Protocol.Pipeline;
using Ganban.Protocol.Signatures;
using Ganban.S3.Addressing;
using Ganban.S3.Errors;
using Ganban.S3.Forms;
using Ganban.S3.Xml;
using Ganban.Storage.Objects;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace Ganban.S3.Pipeline;

/// <summary>S3 on the one port: caller → address → operation → answer.</summary>
internal sealed class S3Service(
    S3Caller callers, S3Routes routes, FormUpload forms, IOptions<ProtocolOptions> options)
    : ICompanionService
{
    /// <summary>The name that requests are signed for.</summary>
    public const string SigningName = "s3";

    /// <summary>Whether a request is signed for S3, or unsigned and sent to a host of S3's or by a form.</summary>
    public static bool IsForS3(HttpRequest request) =>
        SignedService.Of(request) is { } service
            ? service == SigningName
            : request.Headers.Authorization.Count == 0
                && (QuerySignatureV2.IsPresent(request)
                    || UploadForm.IsPresent(request)
                    || S3Address.IsS3Host(request.Host.Value ?? ""));

    public bool Owns(HttpRequest request) => IsForS3(request);

    public async Task Answer(HttpContext http, string requestId, CancellationToken cancellationToken)
    {
        try
        {
            var (path, query) = Target(http);
            var address = S3Address.Read(http.Request.Host.Value ?? "", WithoutPrefix(path));
            S3Answer.Identify(http.Response, requestId);
            if (IsForm(http.Request))
            {
                await forms.Answer(http, address, requestId, cancellationToken);
                return;
            }

            var authentication = await callers.Authenticate(http.Request, path, query, address, cancellationToken);
            var request = new S3Request(http, authentication, address, new S3Query(query), requestId);
            RefuseForeignOwner(request);
            await routes.Find(request, address).Answer(request, cancellationToken);
        }
        catch (ObjectStoreException e)
        {
            throw S3Errors.From(e);
        }
        catch (SignatureRefusedException e)
        {
            throw S3Errors.From(e, presigned: http.Request.Headers.Authorization.Count == 0);
        }
    }

    public Task WriteError(HttpContext http, ModelledException error, string requestId) =>
        S3ErrorAnswer.Write(http, error, requestId);

    // Its signature is in its fields.
    private static bool IsForm(HttpRequest request) =>
        request.Headers.Authorization.Count == 0 && UploadForm.IsPresent(request);

    private static (string Path, string Query) Target(HttpContext http)
    {
        var target = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var mark = target.IndexOf('?', StringComparison.Ordinal);
        return mark < 0 ? (target, "") : (target[..mark], target[(mark + 1)..]);
    }

    private static void RefuseForeignOwner(S3Request request)
    {
        string[] owners = ["x-amz-expected-bucket-owner", "x-amz-source-expected-bucket-owner"];
        if (owners.Any(name => request.Header(name) is { } owner && owner != request.Account))
        {
            throw S3Errors.AccessDenied();
        }
    }

    private string WithoutPrefix(string path)
    {
        var prefix = options.Value.PathPrefix;
        return prefix.Length > 0
            && path.StartsWith(prefix, StringComparison.Ordinal)
            && (path.Length == prefix.Length || path[prefix.Length] == '/')
                ? path[prefix.Length..]
                : path;
    }
}
