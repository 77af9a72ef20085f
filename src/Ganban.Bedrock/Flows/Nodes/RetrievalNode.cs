using System.Text;
using Ganban.Bedrock.Flows.Graph;
using Ganban.Bedrock.Flows.Running;
using Ganban.Contracts.BedrockAgent;
using Ganban.Contracts.BedrockAgentRuntime;
using Ganban.Storage.Objects;

namespace Ganban.Bedrock.Flows.Nodes;

/// <summary>Reads a text out of a bucket.</summary>
internal sealed class RetrievalNode(IObjectStore objects) : IFlowNode
{
    private const int BytesMax = 1 << 20;
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <inheritdoc/>
    public string Type => FlowNodeType.Retrieval;

    /// <inheritdoc/>
    public async Task<NodeResult> Run(NodeCall call, CancellationToken cancellationToken)
    {
        var settings = ((FlowNodeConfiguration.Retrieval)call.Node.Configuration!).Value;
        var bucket = ((RetrievalFlowNodeServiceConfiguration.S3)settings.ServiceConfiguration).Value.BucketName;
        var address = StorageNode.Address(call, bucket);
        try
        {
            await using var reading = await objects.Open(address, range: null, cancellationToken);
            if (reading.Bytes > BytesMax)
            {
                throw Wrong(call, $"{address} has {reading.Bytes} bytes, more than the {BytesMax} that are read.");
            }

            using var content = new MemoryStream();
            await reading.Content.CopyToAsync(content, cancellationToken);
            return NodeResult.Of(
                "s3Content", DataTypes.Value(Strict.GetString(content.GetBuffer(), 0, (int)content.Length)));
        }
        catch (ObjectStoreException e)
        {
            throw new FlowNodeException(
                call.Node.Name, NodeErrorCode.DependencyFailed, $"{address} can't be read: {e.Message}", e);
        }
        catch (DecoderFallbackException)
        {
            throw Wrong(call, $"{address} is no text in UTF-8.");
        }
    }

    private static FlowNodeException Wrong(NodeCall call, string message) =>
        new(call.Node.Name, NodeErrorCode.Validation, message);
}
