using Ganban.Contracts.Bedrock;
using Ganban.Contracts.BedrockAgent;
using Ganban.Contracts.BedrockAgentRuntime;
using Ganban.Contracts.BedrockRuntime;

namespace Ganban.Contracts;

/// <summary>The whole contract: every operation of the four services.</summary>
public static class Contract
{
    /// <summary>All operations, service by service.</summary>
    public static IReadOnlyList<Operation> Operations { get; } =
    [
        .. BedrockOperations.All,
        .. BedrockRuntimeOperations.All,
        .. BedrockAgentOperations.All,
        .. BedrockAgentRuntimeOperations.All,
    ];
}
