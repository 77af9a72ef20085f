using System.Text.Json.Nodes;
using Ganban.Bedrock.Invocation;
using Ganban.Protocol.Pipeline;

namespace Ganban.Bedrock.Doors.Messages;

/// <summary>Counts the tokens that a message would have.</summary>
internal sealed class CountMessageTokensOperation(DoorModels models, MessagesBody bodies, TokenCount tokens)
    : IDoorOperation
{
    /// <inheritdoc/>
    public string Name => DoorOperations.CountMessageTokens;

    /// <inheritdoc/>
    public async Task<DoorAnswer> Answer(
        DoorRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var body = request.Json();
        var model = await models.ResolveText(
            DoorModels.NameIn(body), isStream: false, context, cancellationToken);
        var chat = await bodies.Read(body, model, context, isCounted: true, cancellationToken);
        return new DoorAnswer.Whole(NativeInvocation.Bytes(new JsonObject
        {
            ["input_tokens"] = await tokens.Of(chat, model, context, cancellationToken),
        }));
    }
}
