using System.Text.Json.Nodes;
using Ganban.Functions.Records;
using Ganban.Lambda.Errors;
using Ganban.Lambda.Functions;
using Ganban.Lambda.Pipeline;
using Microsoft.AspNetCore.Http;

namespace Ganban.Lambda.Concurrency;

/// <summary>Sets how many calls of a function may run at once; with 0 none do.</summary>
internal sealed class PutFunctionConcurrency(FunctionChanges changes) : ILambdaOperation
{
    private const string Member = "ReservedConcurrentExecutions";
    private const int CallsMax = 900; // what Lambda leaves to all others is 100 of an account's 1000

    public string Method => HttpMethods.Put;

    public string Path => "/2017-10-31/functions/{name}/concurrency";

    public async Task Answer(LambdaRequest request, CancellationToken cancellationToken)
    {
        var body = request.Json;
        body.RefuseOthersThan("PutFunctionConcurrency", Member);
        var calls = body.Number(Member) ?? throw LambdaErrors.Missing("reservedConcurrentExecutions");
        if (calls < 0)
        {
            throw LambdaErrors.OutOfRange("reservedConcurrentExecutions", calls, 0, CallsMax);
        }

        if (calls > CallsMax)
        {
            throw LambdaErrors.InvalidParameterValue(
                "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum "
                + "value of [100].");
        }

        var function = request.WholeFunction;
        var found = await changes.GetToChange(function, revisionId: null, cancellationToken);
        var record = found.Document with { ReservedConcurrency = calls };
        await changes.SaveAside(function, found, record, cancellationToken);
        await LambdaAnswer.Send(request.Response, StatusCodes.Status200OK, Describe(record));
    }

    /// <summary>The number as the API shows it; an empty object where there is none.</summary>
    public static JsonObject Describe(FunctionRecord record) =>
        record.ReservedConcurrency is { } calls ? new JsonObject { [Member] = calls } : [];
}
