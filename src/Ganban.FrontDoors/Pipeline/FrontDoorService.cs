using Ganban.Bedrock.Doors;
using Ganban.Contracts;
using Ganban.FrontDoors.Dialects;
using Ganban.FrontDoors.Routing;
using Ganban.Protocol;
using Ganban.Protocol.Callers;
using Ganban.Protocol.Errors;
using Ganban.Protocol.Pipeline;
using Ganban.Protocol.Routing;
using Ganban.Protocol.Signatures;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Ganban.FrontDoors.Pipeline;

/// <summary>The front doors on the one port: operation → body → caller → answer, each in its API's own words.</summary>
internal sealed partial class FrontDoorService(
    DoorRoutes routes,
    Authenticator authenticator,
    IOptions<ProtocolOptions> options,
    ILogger<FrontDoorService> logger,
    ICallObserver? observer = null) : ICompanionService
{
    // What the operations are counted and logged under: the endpoint that the service has them on.
    private const string ServiceName = "bedrock-runtime";

    private readonly ILogger<FrontDoorService> _logger = logger;

    /// <inheritdoc/>
    public bool Owns(HttpRequest request) =>
        (request.Path.Value ?? "").Contains("/v1/", StringComparison.Ordinal) // spares others the look at the target
        && DoorRoutes.IsDoor(PathOf(request.HttpContext))
        && SignedService.Of(request) is null or "bedrock" or "bedrock-mantle";

    /// <inheritdoc/>
    public async Task Answer(HttpContext http, string requestId, CancellationToken cancellationToken)
    {
        var target = RequestTarget.Read(http, options.Value.PathPrefix);
        var dialect = DoorRoutes.Dialect(target.Address.Path);
        dialect.Identify(http.Response, requestId);
        var match = routes.Find(http.Request.Method, target.Address.Path);
        var raw = await BodyReader.Read(http.Request, options.Value.BodyBytesMax, cancellationToken);
        var caller = await authenticator.AuthenticateAtDoor(
            http.Request, target.Address, raw, dialect.ApiKey(http.Request), cancellationToken);
        var body = await BodyReader.Decompress(
            raw, http.Request.Headers.ContentEncoding, options.Value.BodyBytesMax, cancellationToken);
        var request = new DoorRequest(match.Id, QueryText.Parse(target.Query), body);
        var context = new OperationContext
        {
            Caller = caller,
            RequestId = requestId,
            Operation = match.Operation.Name,
            RequestHeader = name => http.Request.Headers.TryGetValue(name, out var values) ? values.ToString() : null,
            Abort = http.Abort,
        };
        var observed = new ObservedRequest(ServiceName, match.Operation.Name, match.Id, body);
        var watch = observer is null ? null : await observer.Begin(observed, context, cancellationToken);
        var sender = new DoorSender(http, dialect, requestId, watch, fault => LogFault(fault, requestId));
        ModelledException? error = null;
        try
        {
            var answer = await match.Operation.Answer(request, context, cancellationToken);
            error = await sender.Send(answer, context, cancellationToken);
        }
        catch (Exception e) when (!http.RequestAborted.IsCancellationRequested && !http.Response.HasStarted)
        {
            throw error = AnswerableError.Of(e, fault => LogFault(fault, requestId), cancellationToken);
        }
        finally
        {
            watch?.Ended(new CallEnd(error, http.RequestAborted.IsCancellationRequested, sender.Body));
        }
    }

    /// <inheritdoc/>
    public async Task WriteError(HttpContext http, ModelledException error, string requestId)
    {
        var dialect = DoorRoutes.Dialect(PathOf(http));
        dialect.Identify(http.Response, requestId);
        http.Response.StatusCode = dialect.Status(error);
        foreach (var (name, value) in error.Headers)
        {
            http.Response.Headers[name] = value;
        }

        if (error.Status == StatusCodes.Status501NotImplemented)
        {
            http.Response.Headers["x-should-retry"] = "false"; // The SDKs of both APIs would repeat it.
        }

        foreach (var (name, value) in error.Headers)
        {
            http.Response.Headers[name] = value;
        }

        await DoorSender.WriteJson(http.Response, dialect.Body(error, requestId), http.RequestAborted);
    }

    private string PathOf(HttpContext http) => RequestTarget.PathOf(http, options.Value.PathPrefix);

    [LoggerMessage(1, LogLevel.Error, "Request {RequestId} failed by a fault of the server")]
    private partial void LogFault(Exception exception, string requestId);
}
