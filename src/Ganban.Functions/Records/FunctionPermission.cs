using System.Text.Json;

namespace Ganban.Functions.Records;

/// <summary>A statement of a function's policy.</summary>
/// <param name="Id">Its <c>Sid</c>.</param>
/// <param name="Statement">The whole statement.</param>
public sealed record FunctionPermission(string Id, JsonElement Statement)
{
    /// <summary>Whether it is about a function, or about the version or alias of it that was named.</summary>
    public bool IsOf(FunctionReference function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return Statement.GetProperty("Resource").GetString() == function.QualifiedArn;
    }
}
