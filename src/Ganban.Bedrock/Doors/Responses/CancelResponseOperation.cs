using Ganban.Bedrock.Invocation;
using Ganban.Protocol.Pipeline;

namespace Ganban.Bedrock.Doors.Responses;

/// <summary>Refuses to cancel: only responses in the background could be, and there are none.</summary>
internal sealed class CancelResponseOperation : IDoorOperation
{
    /// <inheritdoc/>
    public string Name => DoorOperations.CancelResponse;

    /// <inheritdoc/>
    public Task<DoorAnswer> Answer(
        DoorRequest request, OperationContext context, CancellationToken cancellationToken) =>
        throw InvocationErrors.NotImplemented("cancelling responses");
}
