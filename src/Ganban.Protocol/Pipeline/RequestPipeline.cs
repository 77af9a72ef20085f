using System.Diagnostics;
using Ganban.Contracts;
using Ganban.Protocol.Callers;
using Ganban.Protocol.Errors;
using Ganban.Protocol.Routing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Ganban.Protocol.Pipeline;

/// <summary>
/// The way of every request: address → operation → body → caller → handler → response. Errors of any step are written
/// in one place.
/// </summary>
public sealed partial class RequestPipeline
{
    private readonly ProtocolOptions _options;
    private readonly Authenticator _authenticator;
    private readonly IReadOnlyList<ICompanionService> _companions;
    private readonly StopSignal _stop;
    private readonly TimeProvider _clock;
    private readonly ILogger<RequestPipeline> _logger;
    private readonly ICallObserver? _observer;
    private readonly ICallDetour? _detour;
    private readonly RouteTable _routes = new(Contract.Operations);
    private readonly Dictionary<Operation, OperationEndpoint> _endpoints;

    /// <summary>Builds the pipeline over the registered operations.</summary>
    public RequestPipeline(
        IEnumerable<OperationEndpoint> endpoints,
        IEnumerable<ICompanionService> companions,
        Authenticator authenticator,
        StopSignal stop,
        TimeProvider clock,
        IOptions<ProtocolOptions> options,
        ILogger<RequestPipeline> logger,
        ICallObserver? observer = null,
        ICallDetour? detour = null)
    {
        (_authenticator, _stop, _clock, _options, _logger) = (authenticator, stop, clock, options.Value, logger);
        _companions = [.. companions];
        _observer = observer;
        _detour = detour;
        _endpoints = endpoints.ToDictionary(endpoint => endpoint.Operation);
    }

    /// <summary>Answers one request.</summary>
    public async Task Invoke(HttpContext http)
    {
        var started = Stopwatch.GetTimestamp();
        var requestId = Guid.NewGuid().ToString();
        http.Response.Headers["x-amzn-RequestId"] = requestId;
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, _stop.Token);
        var companion = Companion(http.Request);
        RouteMatch? route = null;
        var call = new ObservedCall();
        try
        {
            CheckSource(http);
            if (companion is not null)
            {
                await companion.Answer(http, requestId, cancellation.Token);
                return;
            }

            var target = RequestTarget.Read(http, _options.PathPrefix);
            route = Route(http, target.Address);
            await Answer(http, route, target, requestId, call, cancellation.Token);
        }
        catch (Exception) when (http.RequestAborted.IsCancellationRequested)
        {
            // Nobody is left to answer.
        }
        catch (Exception e) when (!http.Response.HasStarted)
        {
            var error = AnswerableError.Of(e, fault => LogFault(fault, requestId), _stop.Token);
            call.Error = error;
            CloseIfBodyIsHeldBack(http);
            await (companion?.WriteError(http, error, requestId)
                ?? ErrorResponse.Write(http.Response, error, http.RequestAborted));
        }
        catch (Exception e)
        {
            LogFault(e, requestId);
            call.Error = ErrorResponse.Fault(e);
            http.Abort();
        }
        finally
        {
            call.End(http.RequestAborted.IsCancellationRequested);
            LogAnswered(
                route?.Operation,
                http.Response.StatusCode,
                Stopwatch.GetElapsedTime(started).TotalMilliseconds,
                requestId);
        }
    }

    /// <summary>The companion that a request is for; null for an operation of the contract.</summary>
    public ICompanionService? Companion(HttpRequest request)
    {
        foreach (var companion in _companions)
        {
            if (companion.Owns(request))
            {
                return companion;
            }
        }

        return null;
    }

    // A client that waits for "100 Continue" and gets an error instead doesn't send the body: the connection's next
    // bytes would be the next request, and would be taken for that body.
    private static void CloseIfBodyIsHeldBack(HttpContext http)
    {
        if (http.Request.Headers.Expect.Count > 0 && HttpProtocol.IsHttp11(http.Request.Protocol))
        {
            http.Response.OnStarting(() =>
            {
                http.Response.Headers.Connection = "close";
                return Task.CompletedTask;
            });
        }
    }

    private void CheckSource(HttpContext http)
    {
        var host = http.Request.Host.Value ?? "";
        if (_options.DevelopmentMode && !HostPolicy.Allows(host, _options.AllowedHosts))
        {
            throw new ModelledException(
                "AccessDeniedException",
                403,
                $"The host name '{host}' is not answered in development mode. Use localhost, or add the name to AllowedHosts.");
        }

        var origin = http.Request.Headers.Origin.ToString();
        if (_options.DevelopmentMode && origin.Length > 0 && !HostPolicy.AllowsOrigin(origin, _options.AllowedHosts))
        {
            throw new ModelledException(
                "AccessDeniedException",
                403,
                $"Web pages of '{origin}' are not answered in development mode. Add their host to AllowedHosts.");
        }
    }

    private RouteMatch Route(HttpContext http, ServiceAddress address)
    {
        // A body over HTTP/2 may come without any header that announces it.
        var hasBody = http.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody
            ?? http.Request.ContentLength is > 0;
        return _routes.Match(http.Request.Method, address.Path, address.Service, hasBody)
            ?? throw new ModelledException(
                "UnknownOperationException", 404, $"There is no operation at {http.Request.Method} {address.Path}.");
    }

    private async Task Answer(
        HttpContext http,
        RouteMatch route,
        RequestTarget target,
        string requestId,
        ObservedCall call,
        CancellationToken cancellationToken)
    {
        var operation = route.Operation;
        if (operation.ReadsEvents && http.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = null; // Events come when the caller has some to send.
        }

        var raw = operation.ReadsEvents
            ? default
            : await BodyReader.Read(http.Request, _options.BodyBytesMax, cancellationToken);
        var authentication = await _authenticator.Authenticate(
            http.Request, target.Address, raw, operation.ReadsEvents, cancellationToken);
        if (!_endpoints.TryGetValue(operation, out var endpoint))
        {
            throw NotImplemented(operation);
        }

        var encoding = ChunkedBody.WithoutChunks(http.Request.Headers.ContentEncoding.ToString());
        var whole = await ChunkedBody.Decode(raw, authentication, _options.BodyBytesMax, cancellationToken);
        var parts = new RequestParts
        {
            Labels = route.Labels,
            Query = QueryText.Parse(target.Query),
            Header = name => http.Request.Headers.TryGetValue(name, out var values) ? values.ToString() : null,
            Body = await BodyReader.Decompress(whole, encoding, _options.BodyBytesMax, cancellationToken),
            Events = operation.ReadsEvents
                ? IncomingEvents.Read(http.Request.BodyReader, authentication.Chain, _clock, cancellationToken)
                : null,
        };
        var context = new OperationContext
        {
            Caller = authentication.Caller,
            RequestId = requestId,
            Operation = operation.Name,
            RequestHeader = parts.Header,
            Abort = http.Abort,
        };
        var observed = new ObservedRequest(
            operation.Service, operation.Name, parts.Labels.Count > 0 ? parts.Labels[0] : "", parts.Body);
        call.Watch = _observer is null ? null : await _observer.Begin(observed, context, cancellationToken);
        Task<ResponseParts> Handle() => endpoint.Invoke(parts, context, cancellationToken);
        var result = await (_detour?.Answer(operation, parts, context, Handle, cancellationToken) ?? Handle());
        await Send(http.Response, operation, result, context, call, cancellationToken);
    }

    private async Task Send(
        HttpResponse response,
        Operation operation,
        ResponseParts result,
        OperationContext context,
        ObservedCall call,
        CancellationToken cancellationToken)
    {
        void WriteHeaders()
        {
            response.StatusCode = operation.Status;
            foreach (var (name, value) in result.Headers.Concat(context.Headers))
            {
                response.Headers[name] = value;
            }
        }

        if (result.Events is { } events)
        {
            var stream = new EventResponse(operation, response, fault => LogFault(fault, context.RequestId));
            call.Error = await stream.Send(call.Show(events), WriteHeaders, cancellationToken);
            return;
        }

        call.Body = result.Body;
        WriteHeaders();
        if (operation.Status != StatusCodes.Status204NoContent)
        {
            response.ContentType ??= "application/json";
            response.ContentLength = result.Body.Length;
            await response.Body.WriteAsync(result.Body, cancellationToken);
        }
    }

    private static ModelledException NotImplemented(Operation operation) => ModelledException.NotImplemented(
        $"Ganban does not implement {operation.Name} of {operation.Service} yet. 'ganban coverage' lists what it does.");

    [LoggerMessage(1, LogLevel.Debug, "{Operation} answered {Status} in {Milliseconds:F1} ms (request {RequestId})")]
    private partial void LogAnswered(Operation? operation, int status, double milliseconds, string requestId);

    [LoggerMessage(2, LogLevel.Error, "Request {RequestId} failed by a fault of the server")]
    private partial void LogFault(Exception exception, string requestId);
}
