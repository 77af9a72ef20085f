using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ganban.Bedrock.Engines;
using Ganban.Bedrock.FoundationModels;
using Ganban.Bedrock.Guardrails;
using Ganban.Bedrock.Invocation;
using Ganban.Bedrock.Invocation.Formats;
using Ganban.Contracts;
using Ganban.Protocol.Pipeline;
using Microsoft.Extensions.AI;

namespace Ganban.Bedrock.Doors.Responses;

/// <summary>Makes OpenAI's responses with any model that converses, and keeps them.</summary>
internal sealed class ResponsesOperation(
    DoorModels models,
    KeptResponses kept,
    Leniency leniency,
    ModelEngines engines,
    GuardedRun run,
    TimeProvider clock) : IDoorOperation
{
    /// <inheritdoc/>
    public string Name => DoorOperations.Responses;

    /// <inheritdoc/>
    public async Task<DoorAnswer> Answer(
        DoorRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var (sent, guard) = DoorGuard.Read(request.Json(), context);
        var isStream = DoorModels.IsStream(sent);
        var model = await models.ResolveText(DoorModels.NameIn(sent), isStream, context, cancellationToken);
        var before = await kept.Before(ResponseBody.PreviousIn(sent), context, cancellationToken);
        var (body, asked, turns) = leniency.Read(sent, known => Read(known, before, model), context);
        var response = new ResponseObject(
            ResponseIds.Response(), body, asked, clock.GetUtcNow().ToUnixTimeSeconds());
        if (asked.IsKept)
        {
            KeptResponses.CheckSize(Stored(body, asked, response.Begun()));
        }

        var engine = engines.Text(model);
        var guarded = await run.Begin(new(turns, asked.Options), guard, context, cancellationToken);
        if (!guarded.IsBlocked)
        {
            context.Header(ModelEngines.Header, engine.Name);
        }

        var call = new Call(engine, guarded, body, asked, response, context);
        if (isStream)
        {
            return new DoorAnswer.Stream(Events(call, cancellationToken));
        }

        var answer = await run.Complete(engine, guarded, context, cancellationToken);
        var ended = GuardedBody.Tell(guarded, response.Ended(ResponseItems.Of(answer), answer));
        await Keep(call, ended, cancellationToken);
        return new DoorAnswer.Whole(NativeInvocation.Bytes(ended));
    }

    private async IAsyncEnumerable<DoorEvent> Events(
        Call call, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var events = new ResponseEvents(call.Response);
        await foreach (var step in run.Stream(call.Engine, call.Guarded, call.Context, cancellationToken))
        {
            foreach (var item in events.Add(step))
            {
                yield return item;
            }

            if (step is ChatStep.Finished { Answer: var answer })
            {
                var ended = GuardedBody.Tell(call.Guarded, call.Response.Ended(events.Output, answer));
                await Keep(call, ended, cancellationToken);
                yield return events.End(ended);
            }
        }
    }

    private static (JsonElement Body, ResponseBody Asked, IReadOnlyList<ChatMessage> Turns) Read(
        JsonElement body, IReadOnlyList<StoredResponse> before, CatalogModel model)
    {
        var root = new NativeBody(body);
        var asked = ResponseBody.Read(root, model);
        var input = new ResponseInput(model);
        if (!string.IsNullOrEmpty(asked.Instructions))
        {
            input.AddInstructions(asked.Instructions);
        }

        foreach (var earlier in before)
        {
            input.Read(new NativeBody(Items(earlier.Input)));
            if (earlier.Response.GetProperty("output") is var output && output.GetArrayLength() > 0)
            {
                input.Read(new NativeBody(Items(output)));
            }
        }

        input.Read(root);
        root.Check();
        ResponseCalls.CheckPairs(input.Turns);
        Turns.RequireQuestion(input.Turns);
        return (body, asked, input.Turns);
    }

    private async Task Keep(Call call, JsonObject ended, CancellationToken cancellationToken)
    {
        if (call.Asked.IsKept)
        {
            await kept.Keep(
                call.Response.Id, Stored(call.Body, call.Asked, ended), call.Context, cancellationToken);
        }
    }

    private static StoredResponse Stored(JsonElement body, ResponseBody asked, JsonObject response) => new(
        asked.Previous,
        JsonSerializer.SerializeToElement(ResponseItems.OfInput(body.GetProperty("input"))),
        JsonSerializer.SerializeToElement(response));

    private static JsonElement Items(JsonElement items) =>
        JsonSerializer.SerializeToElement(new JsonObject { ["input"] = JsonSerializer.SerializeToNode(items) });

    private sealed record Call(
        TextEngine Engine,
        GuardedCall Guarded,
        JsonElement Body,
        ResponseBody Asked,
        ResponseObject Response,
        OperationContext Context);
}
