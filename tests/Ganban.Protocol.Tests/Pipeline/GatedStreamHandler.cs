using System.Runtime.CompilerServices;
using Ganban.Contracts.BedrockRuntime;
using Ganban.Protocol.Pipeline;

namespace Ganban.Protocol.Tests.Pipeline;

/// <summary>What the gated stream waits for.</summary>
internal sealed class StreamGate
{
    public TaskCompletionSource Opened { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>Sends one event, waits for the gate, sends another.</summary>
internal sealed class GatedStreamHandler(StreamGate gate)
    : IOperationHandler<ConverseStreamRequest, ConverseStreamResponse>
{
    public Task<ConverseStreamResponse> Handle(
        ConverseStreamRequest request,
        OperationContext context,
        CancellationToken cancellationToken) =>
        Task.FromResult(new ConverseStreamResponse { Stream = Events(cancellationToken) });

    private async IAsyncEnumerable<ConverseStreamOutput> Events(
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return new ConverseStreamOutput.MessageStart(new MessageStartEvent { Role = "assistant" });
        await gate.Opened.Task.WaitAsync(cancellationToken);
        yield return new ConverseStreamOutput.MessageStop(new MessageStopEvent { StopReason = "end_turn" });
    }
}
