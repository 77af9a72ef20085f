using System.Text;
using Ganban.Contracts.BedrockRuntime;

namespace Ganban.Contracts.Tests;

/// <summary>
/// Reads requests the way the pipeline does: reading, then validation, one message for whatever is wrong.
/// </summary>
internal static class Requests
{
    public static ConverseRequest Converse(string body)
    {
        var (request, error) = Read(BedrockRuntimeOperations.Converse, Parts(body, "model"));
        Assert.Null(error);
        return request!;
    }

    public static string? ConverseError(string body) => ConverseError(Encoding.UTF8.GetBytes(body));

    public static string? ConverseError(byte[] body) =>
        Read(BedrockRuntimeOperations.Converse, new RequestParts { Labels = ["model"], Query = [], Header = _ => null, Body = body }).Error;

    public static RequestParts Parts(string body, params string[] labels) => new()
    {
        Labels = labels,
        Query = [],
        Header = _ => null,
        Body = Encoding.UTF8.GetBytes(body),
    };

    public static (TRequest? Request, string? Error) Read<TRequest, TResponse>(
        Operation<TRequest, TResponse> operation, RequestParts parts)
        where TRequest : class, IRequest<TRequest, TResponse>
        where TResponse : class
    {
        TRequest request;
        try
        {
            request = operation.Read(parts);
        }
        catch (Exception e) when (MalformedRequestException.From(e, parts.Body.Span) is { } malformed)
        {
            return (null, malformed.Message);
        }

        var violations = new Violations();
        parts.Problems.MoveTo(violations, parts.Body.Span);
        operation.Validate(request, violations);
        return violations.Count == 0 ? (request, null) : (null, violations.Message);
    }
}
