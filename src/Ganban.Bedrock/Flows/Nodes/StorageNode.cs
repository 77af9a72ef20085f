using System.Text;
using Ganban.Bedrock.Flows.Graph;
using Ganban.Bedrock.Flows.Running;
using Ganban.Contracts.BedrockAgent;
using Ganban.Contracts.BedrockAgentRuntime;
using Ganban.Storage.Objects;

namespace Ganban.Bedrock.Flows.Nodes;

/// <summary>Writes a text into a bucket.</summary>
internal sealed class StorageNode(IObjectStore objects) : IFlowNode
{
    /// <inheritdoc/>
    public string Type => FlowNodeType.Storage;

    /// <summary>The address that a node's bucket and an input make.</summary>
    /// <exception cref="FlowNodeException">The key can't be one.</exception>
    public static ObjectAddress Address(NodeCall call, string bucket)
    {
        var key = call.Text("objectKey");
        return key.Length > 0 && Encoding.UTF8.GetByteCount(key) <= ObjectAddress.KeyBytesMax
            ? new ObjectAddress(call.Flow.Caller.Account, bucket, key)
            : throw new FlowNodeException(
                call.Node.Name,
                NodeErrorCode.Validation,
                $"its objectKey must have 1 to {ObjectAddress.KeyBytesMax} bytes.");
    }

    /// <inheritdoc/>
    public async Task<NodeResult> Run(NodeCall call, CancellationToken cancellationToken)
    {
        var settings = ((FlowNodeConfiguration.Storage)call.Node.Configuration!).Value;
        var bucket = ((StorageFlowNodeServiceConfiguration.S3)settings.ServiceConfiguration).Value.BucketName;
        var address = Address(call, bucket);
        try
        {
            await objects.Put(
                address,
                Encoding.UTF8.GetBytes(call.Text("content")),
                new ObjectHeaders { ContentType = "text/plain; charset=utf-8" },
                cancellationToken);
            return NodeResult.Of("s3Uri", DataTypes.Value(address.ToString()));
        }
        catch (ObjectStoreException e)
        {
            throw new FlowNodeException(
                call.Node.Name, NodeErrorCode.DependencyFailed, $"{address} can't be written: {e.Message}", e);
        }
    }
}
