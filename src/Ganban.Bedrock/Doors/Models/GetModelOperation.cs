using Ganban.Bedrock.Invocation;
using Ganban.Protocol.Pipeline;

namespace Ganban.Bedrock.Doors.Models;

/// <summary>Shows one model by anything that names one.</summary>
internal sealed class GetModelOperation(DoorModels models) : IDoorOperation
{
    /// <inheritdoc/>
    public string Name => DoorOperations.GetModel;

    /// <inheritdoc/>
    public async Task<DoorAnswer> Answer(
        DoorRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var model = await models.Resolve(request.Id, context, cancellationToken);
        return new DoorAnswer.Whole(NativeInvocation.Bytes(ModelEntry.Of(request.Id, model)));
    }
}
