using Ganban.Contracts;
using Ganban.Protocol;
using Ganban.Protocol.Callers;
using Ganban.Protocol.Errors;
using Ganban.Protocol.Pipeline;
using Ganban.Protocol.Routing;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace Ganban.Server.OwnPaths;

/// <summary>
/// The paths below <c>/ganban/</c> on the one port. Requests are signed for <c>bedrock</c> or bear an API key, as those
/// of Bedrock, and have no body; what they tell and change is the caller's account's own.
/// </summary>
internal sealed class OwnService(
    IEnumerable<IOwnPath> paths,
    Authenticator authenticator,
    IOptions<ProtocolOptions> options) : ICompanionService
{
    private const string Root = "/ganban/";
    private readonly Dictionary<string, IOwnPath> _paths = paths.ToDictionary(path => path.Path);

    /// <inheritdoc/>
    public bool Owns(HttpRequest request) =>
        Address(request).Path.StartsWith(Root, StringComparison.Ordinal);

    /// <inheritdoc/>
    public async Task Answer(HttpContext http, string requestId, CancellationToken cancellationToken)
    {
        var address = Address(http.Request);
        if (!_paths.TryGetValue(address.Path, out var path))
        {
            throw new ModelledException(
                "UnknownOperationException",
                404,
                $"There is nothing at {address.Path}. Below {Root} there are: {string.Join(", ", _paths.Keys)}.");
        }

        if (http.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == true
            && http.Request.ContentLength != 0)
        {
            throw OwnErrors.Invalid($"Requests below {Root} have no body. Send it in the query.");
        }

        var authentication = await authenticator.Authenticate(
            http.Request, address, ReadOnlyMemory<byte>.Empty, streams: false, cancellationToken);
        var body = await path.Answer(http.Request, authentication.Caller, cancellationToken);
        if (body.IsEmpty)
        {
            http.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        http.Response.ContentType = "application/json";
        http.Response.ContentLength = body.Length;
        await http.Response.Body.WriteAsync(body, cancellationToken);
    }

    /// <inheritdoc/>
    public Task WriteError(HttpContext http, ModelledException error, string requestId) =>
        ErrorResponse.Write(http.Response, error, http.RequestAborted);

    private ServiceAddress Address(HttpRequest request)
    {
        var target = request.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var mark = target.IndexOf('?', StringComparison.Ordinal);
        var path = mark < 0 ? target : target[..mark];
        return path.StartsWith('/')
            ? ServiceAddress.Read(request.Host.Value ?? "", path, options.Value.PathPrefix)
            : new ServiceAddress(path, null, null);
    }
}
