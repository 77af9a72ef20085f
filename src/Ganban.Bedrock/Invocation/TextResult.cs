using Microsoft.Extensions.AI;

namespace Ganban.Bedrock.Invocation;

/// <summary>A tool's result in the formats that take no more than text of it.</summary>
internal static class TextResult
{
    /// <summary>The result as the engine is told it.</summary>
    /// <param name="id">The call's id.</param>
    /// <param name="parts">The parts of the result.</param>
    /// <param name="place">The format or API, for the error.</param>
    /// <exception cref="Ganban.Contracts.ModelledException">It holds an image: 501.</exception>
    public static FunctionResultContent Of(string id, List<AIContent> parts, string place) =>
        parts.Any(part => part is DataContent)
            ? throw InvocationErrors.NotImplemented($"images in results of tools in {place}")
            : new FunctionResultContent(id, string.Concat(parts));
}
