using Ganban.Functions.Endpoints;
using Ganban.Functions.Execution;
using Ganban.Functions.Records;
using Ganban.Storage;

namespace Ganban.Functions;

/// <summary>Runs functions where they are: at a mapped endpoint, or in processes of this server.</summary>
internal sealed class FunctionInvoker(
    FunctionRunner runner, EndpointCalls endpoints, StoredFunctions functions, FunctionsOptions options)
    : IFunctionInvoker
{
    public async Task<bool> Has(Tenant tenant, string function, CancellationToken cancellationToken) =>
        FunctionReference.Read(function, tenant) is { } named
        && (options.EndpointOf(named) is not null
            || (named.Tenant == tenant && await functions.Find(named, cancellationToken) is not null));

    public async Task<FunctionAnswer> InvokeAsync(FunctionCall call, CancellationToken cancellationToken)
    {
        var function = FunctionReference.Read(call.Function, call.Tenant)
            ?? throw new FunctionException(
                FunctionFailure.NotFound, $"'{call.Function}' is neither the name nor the ARN of a function.");
        if (options.EndpointOf(function) is { } mapped)
        {
            return await endpoints.Call(mapped, function, call.Event, cancellationToken);
        }

        if (function.Tenant != call.Tenant)
        {
            throw new FunctionException(FunctionFailure.NotFound, $"Function not found: {call.Function}");
        }

        var run = await runner.Run(function, call.Event, cancellationToken);
        return run.Failure switch
        {
            FunctionFailure.TimedOut => throw new FunctionException(
                FunctionFailure.TimedOut, $"The function {function.Name} did not answer within its time limit."),
            FunctionFailure.BadAnswer => throw new FunctionException(
                FunctionFailure.BadAnswer, $"The function {function.Name} answered what is not JSON, or has more than 128 levels."),
            _ => run.Answer,
        };
    }
}
