using Ganban.Contracts;
using Ganban.Functions;
using Ganban.Lambda.Errors;
using Ganban.Lambda.Functions;
using Ganban.Protocol;
using Ganban.Protocol.Callers;
using Ganban.Protocol.Pipeline;
using Ganban.Protocol.Routing;
using Ganban.Protocol.Signatures;
using Ganban.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Ganban.Lambda.Pipeline;

/// <summary>Lambda on the one port: body → caller → operation → answer.</summary>
internal sealed class LambdaService(
    Authenticator authenticator, LambdaRoutes routes, CodeLinks links, IOptions<ProtocolOptions> options)
    : ICompanionService
{
    /// <summary>The name that requests are signed for.</summary>
    public const string SigningName = "lambda";

    /// <inheritdoc/>
    public bool Owns(HttpRequest request) =>
        SignedService.Of(request) is { } service
            ? service == SigningName
            : request.Headers.Authorization.Count == 0 && CodeLinks.IsLink(PathOf(request.HttpContext));

    /// <inheritdoc/>
    public async Task Answer(HttpContext http, string requestId, CancellationToken cancellationToken)
    {
        var path = PathOf(http);
        if (http.Request.Headers.Authorization.Count == 0 && CodeLinks.IsLink(path))
        {
            await links.Answer(http, path, cancellationToken);
            return;
        }

        var body = await BodyReader.Read(http.Request, options.Value.BodyBytesMax, cancellationToken);
        var authentication = await authenticator.AuthenticateFor(
            http.Request, new ExpectedScope(SigningName), body, cancellationToken);
        var (operation, labels) = routes.Find(http.Request.Method, path);
        var request = new LambdaRequest(http, authentication.Caller, labels, body);
        try
        {
            await operation.Answer(request, cancellationToken);
        }
        catch (FunctionException e)
        {
            throw LambdaErrors.From(e);
        }
        catch (RevisionConflictException e)
        {
            throw LambdaErrors.ChangedMeanwhile(e);
        }
    }

    /// <inheritdoc/>
    public Task WriteError(HttpContext http, ModelledException error, string requestId) =>
        LambdaAnswer.WriteError(http, error);

    private string PathOf(HttpContext http) => RequestTarget.PathOf(http, options.Value.PathPrefix);
}
