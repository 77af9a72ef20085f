using Ganban.Contracts;

namespace Ganban.Lambda.Pipeline;

/// <summary>Finds the operation of a request by method and path.</summary>
internal sealed class LambdaRoutes(IEnumerable<ILambdaOperation> operations)
{
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

        var name = MissingOperations.All
            .FirstOrDefault(item => item.Method == method && Match(item.Path, segments) is not null).Name;
        throw name is not null
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
