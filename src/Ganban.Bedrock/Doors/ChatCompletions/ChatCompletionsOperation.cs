using System.Runtime.CompilerServices;
using Ganban.Bedrock.Engines;
using Ganban.Bedrock.Guardrails;
using Ganban.Bedrock.Invocation;
using Ganban.Bedrock.Invocation.Formats;
using Ganban.Bedrock.Invocation.Formats.ChatCompletions;
using Ganban.Protocol.Pipeline;

namespace Ganban.Bedrock.Doors.ChatCompletions;

/// <summary>Answers OpenAI's chat completions with any model that converses.</summary>
internal sealed class ChatCompletionsOperation(
    DoorModels models,
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
        var root = new NativeBody(body);
        var surroundings = ChatCompletionsBody.Read(root);
        var model = await models.ResolveText(name, surroundings.IsStream, context, cancellationToken);
        var (chat, answers) = OpenAiChatBody.Read(root, ChatCompletionsBody.Dialect, model);
        root.Check();
        Turns.RequireQuestion(chat.Messages);
        var call = new ChatCompletionCall(ChatShape.Door, name, clock.GetUtcNow().ToUnixTimeSeconds())
        {
            Request = chat,
            Answers = answers,
            HasUsageChunk = surroundings.TellsUsage,
            Reasoning = InlineReasoning.OfChatCompletions(model),
        };
        var engine = engines.Text(model);
        if (!surroundings.IsStream)
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
