using Ganban.Contracts;
using Ganban.Functions;
using Ganban.Functions.Events;
using Ganban.Functions.Execution;
using Ganban.Lambda.Errors;
using Ganban.Lambda.Functions;
using Ganban.Lambda.Pipeline;
using Microsoft.AspNetCore.Http;

namespace Ganban.Lambda.Invocation;

/// <summary>
/// Calls a function and waits for its answer; or keeps the event for later; or only looks whether it could.
/// </summary>
internal sealed class Invoke(
    FunctionRunner runner,
    IFunctionInvoker invoker,
    EventQueue queue,
    FunctionChanges changes,
    FunctionsOptions options) : ILambdaOperation
{
    private const string ErrorHeader = "X-Amz-Function-Error";

    public string Method => HttpMethods.Post;

    public string Path => "/2015-03-31/functions/{name}/invocations";

    public async Task Answer(LambdaRequest request, CancellationToken cancellationToken)
    {
        var function = request.Function;
        var payload = request.Body.IsEmpty ? "{}"u8.ToArray() : request.Body;
        if (!JsonText.IsJson(payload.Span))
        {
            throw LambdaErrors.EventIsNotJson();
        }

        var given = new FunctionEvent(payload, ClientContext.Read(request));
        var isMapped = options.EndpointOf(function) is not null;
        switch (request.Header("X-Amz-Invocation-Type") ?? "RequestResponse")
        {
            case "RequestResponse":
                CheckSize(payload.Length, FunctionLimits.EventBytesMax);
                await (isMapped
                    ? CallElsewhere(request, function, given, cancellationToken)
                    : Call(request, function, given, cancellationToken));
                break;
            case "Event":
                CheckSize(payload.Length, FunctionLimits.QueuedEventBytesMax);
                _ = isMapped ? null : await changes.Get(function, cancellationToken);
                await queue.Add(function, given, cancellationToken);
                request.Response.StatusCode = StatusCodes.Status202Accepted;
                break;
            case "DryRun":
                _ = isMapped ? null : await changes.Get(function, cancellationToken);
                await LambdaAnswer.SendNothing(request.Response);
                break;
            case var other:
                throw LambdaErrors.Constraint(
                    "invocationType", other, "Member must satisfy enum value set: [RequestResponse, Event, DryRun]");
        }
    }

    private static void CheckSize(int bytes, int bytesMax)
    {
        if (bytes > bytesMax)
        {
            throw LambdaErrors.EventTooLarge(bytes, bytesMax);
        }
    }

    private static bool WantsLog(LambdaRequest request) => (request.Header("X-Amz-Log-Type") ?? "None") switch
    {
        "Tail" => true,
        "None" => false,
        var other => throw LambdaErrors.Constraint(
            "logType", other, "Member must satisfy enum value set: [None, Tail]"),
    };

    private async Task Call(
        LambdaRequest request,
        FunctionReference function,
        FunctionEvent given,
        CancellationToken cancellationToken)
    {
        var wantsLog = WantsLog(request);
        var run = await runner.Run(function, given, cancellationToken);
        var headers = request.Response.Headers;
        headers["X-Amz-Executed-Version"] = run.Version;
        if (wantsLog)
        {
            headers["X-Amz-Log-Result"] = Convert.ToBase64String(run.LogTail.Span);
        }

        await Send(request.Response, run.Answer, cancellationToken);
    }

    private async Task CallElsewhere(
        LambdaRequest request,
        FunctionReference function,
        FunctionEvent given,
        CancellationToken cancellationToken)
    {
        if (WantsLog(request))
        {
            throw ModelledException.NotImplemented(
                "Ganban does not give the log of a function at another endpoint. Leave out LogType.");
        }

        var call = new FunctionCall(request.Tenant, function.QualifiedName, given);
        var answer = await invoker.InvokeAsync(call, cancellationToken);
        await Send(request.Response, answer, cancellationToken);
    }

    private static async Task Send(HttpResponse response, FunctionAnswer answer, CancellationToken cancellationToken)
    {
        if (answer.Error is { } error)
        {
            response.Headers[ErrorHeader] = error;
        }

        response.ContentType = "application/json";
        response.ContentLength = answer.Payload.Length;
        await response.Body.WriteAsync(answer.Payload, cancellationToken);
    }
}
