using System.Runtime.CompilerServices;
using Ganban.Bedrock.Engines;
using Ganban.Bedrock.Guardrails;
using Ganban.Bedrock.Invocation;
using Ganban.Bedrock.Invocation.Formats;
using Ganban.Protocol.Pipeline;

namespace Ganban.Bedrock.Doors.Messages;

/// <summary>Answers Anthropic's messages with any model that converses.</summary>
internal sealed class MessagesOperation(
    DoorModels models,
    MessagesBody bodies,
    ReasoningSignatures signatures,
    NativeInvocation invocation,
    ModelEngines engines)
    : IDoorOperation
{
    /// <inheritdoc/>
    public string Name => DoorOperations.Messages;

    /// <inheritdoc/>
    public async Task<DoorAnswer> Answer(
        DoorRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var (body, guard) = DoorGuard.Read(request.Json(), context);
        var name = DoorModels.NameIn(body);
        var isStream = DoorModels.IsStream(body);
        var model = await models.ResolveText(name, isStream, context, cancellationToken);
        var call = new AnthropicCall(model, signatures)
        {
            Request = await bodies.Read(body, model, context, isCounted: false, cancellationToken),
            ModelName = name,
            HasMetrics = false,
        };
        var engine = engines.Text(model);
        if (!isStream)
        {
            return new DoorAnswer.Whole(await invocation.Converse(
                call, engine, guard, context, cancellationToken));
        }

        var guarded = await invocation.Guard(call, guard, context, cancellationToken);
        if (!guarded.IsBlocked)
        {
            context.Header(ModelEngines.Header, engine.Name);
        }

        return new DoorAnswer.Stream(Events(engine, call, guarded, context, cancellationToken));
    }

    private async IAsyncEnumerable<DoorEvent> Events(
        TextEngine engine,
        AnthropicCall call,
        GuardedCall guarded,
        OperationContext context,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var item in invocation.Stream(engine, call, guarded, context, cancellationToken))
        {
            yield return new DoorEvent(item["type"]!.GetValue<string>(), item);
        }
    }
}
