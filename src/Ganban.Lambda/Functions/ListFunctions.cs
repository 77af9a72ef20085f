using Ganban.Functions.Records;
using Ganban.Lambda.Errors;
using Ganban.Lambda.Pipeline;
using Ganban.Storage;
using Microsoft.AspNetCore.Http;

namespace Ganban.Lambda.Functions;

/// <summary>Lists functions by name, with their versions if <c>FunctionVersion=ALL</c> asks for them.</summary>
internal sealed class ListFunctions(ResourceStore store) : ILambdaOperation
{
    public string Method => HttpMethods.Get;

    public string Path => "/2015-03-31/functions";

    public Task Answer(LambdaRequest request, CancellationToken cancellationToken)
    {
        var all = request.Query("FunctionVersion") switch
        {
            null => false,
            "ALL" => true,
            var other => throw LambdaErrors.Constraint(
                "functionVersion", other, "Member must satisfy enum value set: [ALL]"),
        };
        var query = new ListQuery { Sort = ListSort.NameAscending, Version = all ? null : "" };
        return ListAnswer.Send(
            request,
            store,
            FunctionRecord.Kind,
            query,
            "Functions",
            item => FunctionConfiguration.Of(request.Tenant, item, isQualified: all),
            cancellationToken);
    }
}
