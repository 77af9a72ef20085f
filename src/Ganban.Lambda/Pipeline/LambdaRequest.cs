using Ganban.Functions;
using Ganban.Lambda.Errors;
using Ganban.Protocol.Callers;
using Ganban.Storage;
using Microsoft.AspNetCore.Http;

namespace Ganban.Lambda.Pipeline;

/// <summary>A request whose caller is known.</summary>
internal sealed class LambdaRequest(
    HttpContext http, Caller caller, IReadOnlyList<string> labels, ReadOnlyMemory<byte> body)
{
    public HttpContext Http { get; } = http;

    public HttpResponse Response => Http.Response;

    public Tenant Tenant { get; } = new(caller.Account, caller.Region);

    public ReadOnlyMemory<byte> Body { get; } = body;

    public IReadOnlyList<string> Labels { get; } = labels;

    /// <summary>The body as a JSON object.</summary>
    public LambdaBody Json => LambdaBody.Read(Body);

    /// <summary>The function that the path names; a qualifier may stand in the query too.</summary>
    public FunctionReference Function
    {
        get
        {
            var text = Labels[0];
            var function = FunctionReference.Read(text, Tenant) ?? throw LambdaErrors.BadFunctionName(text);
            var qualifier = Query("Qualifier") is { Length: > 0 } given ? given : null;
            if (qualifier is not null && !FunctionReference.IsQualifier(qualifier))
            {
                throw LambdaErrors.Constraint(
                    "qualifier", qualifier, @"Member must satisfy regular expression pattern: (|[a-zA-Z0-9$_-]{1,128})");
            }

            if (function.Qualifier is not null && qualifier is not null && function.Qualifier != qualifier)
            {
                throw LambdaErrors.InvalidParameterValue(
                    "The derived qualifier from the function name does not match the specified qualifier.");
            }

            return function.Tenant == Tenant
                ? function with { Qualifier = function.Qualifier ?? qualifier }
                : throw LambdaErrors.FunctionNotFound(function);
        }
    }

    /// <summary>The function that the path names as a whole: a version or an alias is refused.</summary>
    public FunctionReference WholeFunction => Function is { Qualifier: null or FunctionReference.Latest } function
        ? function with { Qualifier = null }
        : throw LambdaErrors.InvalidParameterValue(
            "This operation is permitted on the $LATEST version of a function only. Leave out the qualifier.");

    public string? Header(string name) =>
        Http.Request.Headers.TryGetValue(name, out var values) && values.Count > 0 ? values.ToString() : null;

    public string? Query(string name) =>
        Http.Request.Query.TryGetValue(name, out var values) && values.Count > 0 ? values.ToString() : null;
}
