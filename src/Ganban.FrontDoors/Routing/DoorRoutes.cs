using Ganban.Bedrock.Doors;
using Ganban.Contracts;
using Ganban.FrontDoors.Dialects;

namespace Ganban.FrontDoors.Routing;

/// <summary>An operation that a request found.</summary>
/// <param name="Operation">The operation.</param>
/// <param name="Id">What the path names; may be empty.</param>
internal sealed record DoorMatch(IDoorOperation Operation, string Id);

/// <summary>
/// Finds the operation of a request. OpenAI's API is at <c>/openai/v1</c>, Anthropic's at <c>/anthropic/v1</c>, and both
/// are at <c>/v1</c>, where their paths tell them apart.
/// </summary>
internal sealed class DoorRoutes
{
    private const string SharedBase = "/v1/";
    private const string OpenAiBase = "/openai" + SharedBase;
    private const string AnthropicBase = "/anthropic" + SharedBase;

    private static readonly DoorRoute[] OpenAi =
    [
        new("POST", "chat/completions", DoorOperations.ChatCompletions),
        new("POST", "embeddings", DoorOperations.Embeddings),
        new("GET", "models", DoorOperations.ListModels),
        new("GET", "models/{id}", DoorOperations.GetModel),
        new("POST", "responses", DoorOperations.Responses),
        new("GET", "responses/{id}/input_items", DoorOperations.ListInputItems),
        new("POST", "responses/{id}/cancel", DoorOperations.CancelResponse),
        new("GET", "responses/{id}", DoorOperations.GetResponse),
        new("DELETE", "responses/{id}", DoorOperations.DeleteResponse),
    ];

    private static readonly DoorRoute[] Anthropic =
    [
        new("POST", "messages", DoorOperations.Messages),
        new("POST", "messages/count_tokens", DoorOperations.CountMessageTokens),
    ];

    private readonly Dictionary<string, IDoorOperation> _operations;

    /// <summary>Routes to the registered operations.</summary>
    public DoorRoutes(IEnumerable<IDoorOperation> operations)
    {
        _operations = operations.ToDictionary(operation => operation.Name);
    }

    /// <summary>Whether a raw path is one of a front door's.</summary>
    public static bool IsDoor(string path) =>
        path.StartsWith(SharedBase, StringComparison.Ordinal)
        || path.StartsWith(OpenAiBase, StringComparison.Ordinal)
        || path.StartsWith(AnthropicBase, StringComparison.Ordinal);

    /// <summary>How the API of a front door's path speaks, whether there is an operation or not.</summary>
    public static IDoorDialect Dialect(string path) => IsAnthropic(path) ? AnthropicDialect.Instance
        : path.Contains("/v1/responses", StringComparison.Ordinal) ? OpenAiDialect.Responses
        : OpenAiDialect.Instance;

    /// <summary>Finds the operation.</summary>
    /// <exception cref="ModelledException">There is none.</exception>
    public DoorMatch Find(string method, string path)
    {
        var rest = path[(path.IndexOf(SharedBase, StringComparison.Ordinal) + SharedBase.Length)..];
        var isKnown = false;
        foreach (var route in IsAnthropic(path) ? Anthropic : OpenAi)
        {
            if (route.Match(rest) is { } id)
            {
                if (route.Method == method)
                {
                    return new(_operations[route.Operation], id);
                }

                isKnown = true;
            }
        }

        throw isKnown
            ? new ModelledException("MethodNotAllowedException", 405, $"{path} does not answer {method}.")
            : new ModelledException("UnknownOperationException", 404, $"There is no operation at {method} {path}.");
    }

    private static bool IsAnthropic(string path) =>
        path.StartsWith(AnthropicBase, StringComparison.Ordinal)
        || path == SharedBase + "messages"
        || path.StartsWith(SharedBase + "messages/", StringComparison.Ordinal);
}
