using Ganban.Functions;

namespace Ganban.Bedrock.Agents.Runtime;

/// <summary>Where nothing runs functions: says so.</summary>
internal sealed class NoFunctions : IFunctionInvoker
{
    /// <inheritdoc/>
    public Task<FunctionAnswer> InvokeAsync(FunctionCall call, CancellationToken cancellationToken) =>
        throw new FunctionException(FunctionFailure.Unavailable, "This server runs no functions.");
}
