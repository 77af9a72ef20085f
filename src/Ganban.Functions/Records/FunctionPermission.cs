using System.Text.Json;

namespace Ganban.Functions.Records;

/// <summary>A statement of a function's policy.</summary>
/// <param name="Id">Its <c>Sid</c>.</param>
/// <param name="Statement">The whole statement.</param>
public sealed record FunctionPermission(string Id, JsonElement Statement);
