using System.Text;
using Ganban.Bedrock.Invocation;
using Ganban.Protocol.Pipeline;

namespace Ganban.Bedrock.Doors.Responses;

/// <summary>Shows a kept response.</summary>
internal sealed class GetResponseOperation(KeptResponses kept) : IDoorOperation
{
    /// <inheritdoc/>
    public string Name => DoorOperations.GetResponse;

    /// <inheritdoc/>
    public async Task<DoorAnswer> Answer(
        DoorRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        if (request.Parameter("stream") == "true")
        {
            throw InvocationErrors.NotImplemented("streams of kept responses");
        }

        var found = await kept.Get(request.Id, context, cancellationToken);
        return new DoorAnswer.Whole(Encoding.UTF8.GetBytes(found.Response.GetRawText()));
    }
}
