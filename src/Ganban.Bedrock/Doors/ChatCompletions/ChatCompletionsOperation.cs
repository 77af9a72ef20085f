using System.Runtime.CompilerServices;
using System.Text.Json;
using Ganban.Bedrock.Engines;
using Ganban.Bedrock.FoundationModels;
using Ganban.Bedrock.Guardrails;
using Ganban.Bedrock.Invocation;
using Ganban.Bedrock.Invocation.Formats;
using Ganban.Bedrock.Invocation.Formats.ChatCompletions;
using Ganban.Protocol.Pipeline;

namespace Ganban.Bedrock.Doors.ChatCompletions;

/// <summary>Answers OpenAI's chat completions with any model that converses.</summary>
internal sealed class ChatCompletionsOperation(
    DoorModels models,
    Leniency leniency,
    NativeInvocation invocation,
    ModelEngines engines,
    TimeProvider clock) : IDoorOperation
{
    private const string EndOfStream = "[DONE]";

    /// <inheritdoc/>
    public string Name => DoorOperations.ChatCompletions;

    /// <inheritdoc/>
    public async Task<DoorAnswer> Answer(
        DoorRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var (body, guard) = DoorGuard.Read(request.Json(), context);
        var name = DoorModels.NameIn(body);
        var isStream = DoorModels.IsStream(body);
        var model = await models.ResolveText(name, isStream, context, cancellationToken);
        var call = leniency.Read(body, known => Read(known, name, model), context);
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

        return new DoorAnswer.Stream(Events(engine, call, guarded, context, cancellationToken), EndOfStream);
    }

    private ChatCompletionCall Read(JsonElement body, string name, CatalogModel model)
    {
        var root = new NativeBody(body);
        var tellsUsage = ChatCompletionsBody.Read(root);
        var (chat, answers) = OpenAiChatBody.Read(root, ChatCompletionsBody.Dialect, model);
        root.Check();
        Turns.RequireQuestion(chat.Messages);
        return new ChatCompletionCall(ChatShape.Door, name, clock.GetUtcNow().ToUnixTimeSeconds())
        {
            Request = chat,
            Answers = answers,
            HasUsageChunk = tellsUsage,
            Reasoning = InlineReasoning.OfChatCompletions(model),
        };
    }

    private async IAsyncEnumerable<DoorEvent> Events(
        TextEngine engine,
        ChatCompletionCall call,
        GuardedCall guarded,
        OperationContext context,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var chunk in invocation.Stream(engine, call, guarded, context, cancellationToken))
        {
            yield return new DoorEvent(null, chunk);
        }
    }
}
