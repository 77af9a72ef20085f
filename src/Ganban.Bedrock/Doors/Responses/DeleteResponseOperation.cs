using System.Text.Json.Nodes;
using Ganban.Bedrock.Invocation;
using Ganban.Protocol.Pipeline;

namespace Ganban.Bedrock.Doors.Responses;

/// <summary>Deletes a kept response; those that go on from it can't be gone on from any more.</summary>
internal sealed class DeleteResponseOperation(KeptResponses kept) : IDoorOperation
{
    /// <inheritdoc/>
    public string Name => DoorOperations.DeleteResponse;

    /// <inheritdoc/>
    public async Task<DoorAnswer> Answer(
        DoorRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        await kept.Delete(request.Id, context, cancellationToken);
        return new DoorAnswer.Whole(NativeInvocation.Bytes(new JsonObject
        {
            ["id"] = request.Id,
            ["object"] = "response",
            ["deleted"] = true,
        }));
    }
}
