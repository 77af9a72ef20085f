using System.Runtime.CompilerServices;
using System.Text;
using Ganban.Contracts.BedrockRuntime;
using Ganban.Protocol.Pipeline;

namespace Ganban.Protocol.Tests.Pipeline;

/// <summary>Answers every event with one of the same content, as it comes.</summary>
internal sealed class EchoEventsHandler
    : IOperationHandler<InvokeModelWithBidirectionalStreamRequest, InvokeModelWithBidirectionalStreamResponse>
{
    public Task<InvokeModelWithBidirectionalStreamResponse> Handle(
        InvokeModelWithBidirectionalStreamRequest request,
        OperationContext context,
        CancellationToken cancellationToken) =>
        Task.FromResult(
            new InvokeModelWithBidirectionalStreamResponse { Body = Echo(request.Body, cancellationToken) });

    private static async IAsyncEnumerable<InvokeModelWithBidirectionalStreamOutput> Echo(
        IAsyncEnumerable<InvokeModelWithBidirectionalStreamInput> events,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var item in events.WithCancellation(cancellationToken))
        {
            var bytes = ((InvokeModelWithBidirectionalStreamInput.Chunk)item).Value.Bytes ?? default;
            EchoHandler.Fail(Encoding.UTF8.GetString(bytes.Span));
            yield return new InvokeModelWithBidirectionalStreamOutput.Chunk(
                new BidirectionalOutputPayloadPart { Bytes = bytes });
        }
    }
}
