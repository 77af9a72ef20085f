using Ganban.Bedrock.Flows.Graph;
using Ganban.Contracts;
using Ganban.Contracts.BedrockAgentRuntime;

namespace Ganban.Bedrock.Flows.Running;

/// <summary>A node failed, and the flow with it.</summary>
internal sealed class FlowNodeException : Exception
{
    /// <summary>A failure.</summary>
    /// <param name="node">The node.</param>
    /// <param name="code">What kind of failure: one of <see cref="NodeErrorCode"/>.</param>
    /// <param name="message">What is wrong, and what to do.</param>
    /// <param name="cause">What led here.</param>
    public FlowNodeException(string node, string code, string message, Exception? cause = null)
        : base($"The node {node} failed: {message}", cause) => (Node, Code) = (node, code);

    /// <summary>The node.</summary>
    public string Node { get; }

    /// <summary>What kind of failure.</summary>
    public string Code { get; }

    /// <summary>The failure of a node that an exception means; null for a fault of the server.</summary>
    public static FlowNodeException? Of(string node, Exception exception) => exception switch
    {
        FlowNodeException failed => failed,
        ConditionException odd => new FlowNodeException(node, NodeErrorCode.Validation, odd.Message, odd),
        ModelledException { Code: nameof(ValidationException) } wrong =>
            new FlowNodeException(node, NodeErrorCode.Validation, wrong.Message, wrong),
        ModelledException { Status: < 500 or 501 or 503 } refused =>
            new FlowNodeException(node, NodeErrorCode.DependencyFailed, refused.Message, refused),
        ModelledException { Status: 502 } bad =>
            new FlowNodeException(node, NodeErrorCode.BadGateway, bad.Message, bad),
        _ => null,
    };

    /// <summary>The error that the caller of the flow gets.</summary>
    public ModelledException ToError() => (Code, InnerException) switch
    {
        (NodeErrorCode.Validation, _) => new ValidationException(Message, this),
        (NodeErrorCode.BadGateway, _) => new BadGatewayException(Message, this) { ResourceName = Node },
        (_, ModelledException { Status: 429 }) => new ThrottlingException(Message, this),
        (_, ModelledException { Status: 403 }) => new AccessDeniedException(Message, this),
        (NodeErrorCode.InternalServer, _) => new InternalServerException(Message, this),
        _ => new DependencyFailedException(Message, this) { ResourceName = Node },
    };
}
