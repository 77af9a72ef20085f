using Ganban.Contracts;

namespace Ganban.Lambda.Pipeline;

/// <summary>Finds the operation of a request by method and path.</summary>
internal sealed class LambdaRoutes(IEnumerable<ILambdaOperation> operations)
{
    private static readonly (string Method, string Path, string Name)[] s_missing =
    [
        ("POST", "/2014-11-13/functions/{name}/invoke-async", "InvokeAsync"),
        ("POST", "/2021-11-15/functions/{name}/response-streaming-invocations", "InvokeWithResponseStream"),
        ("POST", "/2015-03-31/event-source-mappings", "CreateEventSourceMapping"),
        ("GET", "/2015-03-31/event-source-mappings", "ListEventSourceMappings"),
        ("GET", "/2015-03-31/event-source-mappings/{id}", "GetEventSourceMapping"),
        ("PUT", "/2015-03-31/event-source-mappings/{id}", "UpdateEventSourceMapping"),
        ("DELETE", "/2015-03-31/event-source-mappings/{id}", "DeleteEventSourceMapping"),
        ("PUT", "/2019-09-30/functions/{name}/provisioned-concurrency", "PutProvisionedConcurrencyConfig"),
        ("GET", "/2019-09-30/functions/{name}/provisioned-concurrency", "GetProvisionedConcurrencyConfig"),
        ("DELETE", "/2019-09-30/functions/{name}/provisioned-concurrency", "DeleteProvisionedConcurrencyConfig"),
        ("PUT", "/2019-09-25/functions/{name}/event-invoke-config", "PutFunctionEventInvokeConfig"),
        ("POST", "/2019-09-25/functions/{name}/event-invoke-config", "UpdateFunctionEventInvokeConfig"),
        ("GET", "/2019-09-25/functions/{name}/event-invoke-config", "GetFunctionEventInvokeConfig"),
        ("DELETE", "/2019-09-25/functions/{name}/event-invoke-config", "DeleteFunctionEventInvokeConfig"),
        ("GET", "/2019-09-25/functions/{name}/event-invoke-config/list", "ListFunctionEventInvokeConfigs"),
        ("POST", "/2021-10-31/functions/{name}/url", "CreateFunctionUrlConfig"),
        ("GET", "/2021-10-31/functions/{name}/url", "GetFunctionUrlConfig"),
        ("PUT", "/2021-10-31/functions/{name}/url", "UpdateFunctionUrlConfig"),
        ("DELETE", "/2021-10-31/functions/{name}/url", "DeleteFunctionUrlConfig"),
        ("GET", "/2021-10-31/functions/{name}/urls", "ListFunctionUrlConfigs"),
        ("GET", "/2016-08-19/account-settings", "GetAccountSettings"),
        ("GET", "/2018-10-31/layers", "ListLayers"),
        ("POST", "/2018-10-31/layers/{name}/versions", "PublishLayerVersion"),
        ("GET", "/2018-10-31/layers/{name}/versions", "ListLayerVersions"),
        ("GET", "/2018-10-31/layers/{name}/versions/{version}", "GetLayerVersion"),
        ("DELETE", "/2018-10-31/layers/{name}/versions/{version}", "DeleteLayerVersion"),
    ];

    private readonly ILambdaOperation[] _operations = [.. operations];

    /// <summary>The operation, and what stands at the places of its path.</summary>
    /// <exception cref="ModelledException">There is none.</exception>
    public (ILambdaOperation Operation, IReadOnlyList<string> Labels) Find(string method, string path)
    {
        var segments = path.Trim('/').Split('/');
        foreach (var operation in _operations.Where(operation => operation.Method == method))
        {
            if (Match(operation.Path, segments) is { } labels)
            {
                return (operation, labels);
            }
        }

        var missing = Array.Find(s_missing, item => item.Method == method && Match(item.Path, segments) is not null);
        throw missing.Name is { } name
            ? ModelledException.NotImplemented($"Ganban does not implement {name} of lambda.")
            : new ModelledException("UnknownOperationException", 404, $"There is no operation of lambda at {method} {path}.");
    }

    private static List<string>? Match(string path, string[] segments)
    {
        var expected = path.Trim('/').Split('/');
        if (expected.Length != segments.Length)
        {
            return null;
        }

        var labels = new List<string>();
        foreach (var (word, segment) in expected.Zip(segments))
        {
            if (word[0] == '{' && segment.Length > 0)
            {
                labels.Add(Uri.UnescapeDataString(segment));
            }
            else if (word != segment)
            {
                return null;
            }
        }

        return labels;
    }
}
