using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ganban.Bedrock.Engines;
using Ganban.Bedrock.FoundationModels;
using Ganban.Bedrock.Guardrails;
using Ganban.Bedrock.Invocation.Formats;
using Ganban.Bedrock.Invocation.Formats.Embeddings;
using Ganban.Bedrock.Invocation.Formats.Images;
using Ganban.Contracts;
using Ganban.Inference.Generation;
using Ganban.Protocol.Pipeline;
using Microsoft.Extensions.AI;

namespace Ganban.Bedrock.Invocation;

/// <summary>
/// What InvokeModel and its streaming twin share: reading bodies by the model's format, running them, writing them
/// back.
/// </summary>
internal sealed class NativeInvocation(
    IEnumerable<INativeFormat> formats,
    IEnumerable<IEmbeddingFormat> embeddingFormats,
    IEnumerable<IImageFormat> imageFormats,
    ModelEngines engines,
    GuardedRun run,
    ImageRun draw,
    PromptDocuments documents,
    Leniency leniency,
    InvocationGate gate,
    TimeProvider clock)
{
    private static readonly JsonDocumentOptions BodyOptions = new() { MaxDepth = FreeJson.DepthMax };
    private readonly Dictionary<string, INativeFormat> _formats = formats.ToDictionary(format => format.Name);

    private readonly Dictionary<string, IEmbeddingFormat> _embeddingFormats =
        embeddingFormats.ToDictionary(format => format.Name);

    private readonly Dictionary<string, IImageFormat> _imageFormats =
        imageFormats.ToDictionary(format => format.Name);

    /// <summary>Parses a body.</summary>
    public static JsonElement Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body, BodyOptions);
            return FreeJson.IsSound(document.RootElement)
                ? document.RootElement.Clone()
                : throw InvocationErrors.MalformedBody();
        }
        catch (JsonException)
        {
            throw InvocationErrors.MalformedBody();
        }
    }

    /// <summary>All text of a body, as a prompt router reads it.</summary>
    public static string PromptText(ReadOnlyMemory<byte> body) => string.Join("\n", FreeJson.Texts(Parse(body)));

    /// <summary>The model's format; null if it has none here.</summary>
    public INativeFormat? Format(CatalogModel model) => _formats.GetValueOrDefault(model.NativeFormat);

    /// <summary>Whether bodies in the model's format can be answered.</summary>
    public bool Answers(CatalogModel model) =>
        _formats.ContainsKey(model.NativeFormat) || _embeddingFormats.ContainsKey(model.NativeFormat);

    /// <summary>Reads a conversation in the model's format, with its documents.</summary>
    public async Task<NativeCall> Read(
        JsonElement body, CatalogModel model, OperationContext context, CancellationToken cancellationToken)
    {
        var format = Format(model)
            ?? throw (_embeddingFormats.ContainsKey(model.NativeFormat)
                ? InvocationErrors.NotText()
                : InvocationErrors.NoFormat(model));
        var call = leniency.Read(body, known => format.Read(known, model), context);
        call.Request = await documents.Read(call.Request, cancellationToken);
        return call;
    }

    /// <summary>Answers a body whole.</summary>
    public Task<ReadOnlyMemory<byte>> Answer(
        JsonElement body,
        CatalogModel model,
        OperationContext context,
        CancellationToken cancellationToken) =>
        Answer(body, model, guard: null, context, cancellationToken);

    /// <summary>Answers a body whole, under a guardrail if there is one.</summary>
    public async Task<ReadOnlyMemory<byte>> Answer(
        JsonElement body,
        CatalogModel model,
        GuardOptions? guard,
        OperationContext context,
        CancellationToken cancellationToken) =>
        guard is not null && !_formats.ContainsKey(model.NativeFormat) ? throw GuardrailsErrors.NotForThisModel() :
        _embeddingFormats.GetValueOrDefault(model.NativeFormat) is { } format
            ? await Embed(
                leniency.Read(body, known => format.Read(known, model), context), model, context, cancellationToken)
            : _imageFormats.GetValueOrDefault(model.NativeFormat) is { } images
                ? await Draw(images, body, model, context, cancellationToken)
            : await Converse(
                await Read(body, model, context, cancellationToken),
                engines.Text(model),
                guard,
                context,
                cancellationToken);

    /// <summary>Lets a guardrail, if there is one, look at a call's prompt.</summary>
    public Task<GuardedCall> Guard(
        NativeCall call, GuardOptions? guard, OperationContext context, CancellationToken cancellationToken) =>
        run.Begin(call.Request, guard, context, cancellationToken);

    /// <summary>Runs a call and writes its answer in chunks; the last one tells what a guardrail did.</summary>
    public async IAsyncEnumerable<JsonObject> Stream(
        TextEngine engine,
        NativeCall call,
        GuardedCall guarded,
        OperationContext context,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        call.RequestId = context.RequestId;
        var steps = Steps(engine, call, guarded, context, cancellationToken);
        JsonObject? last = null;
        await foreach (var chunk in call.WriteStream(steps).WithCancellation(cancellationToken))
        {
            if (guarded.Checks is null)
            {
                yield return chunk;
                continue;
            }

            if (last is not null)
            {
                yield return last;
            }

            last = chunk;
        }

        if (last is not null)
        {
            yield return GuardedBody.Tell(guarded, last);
        }
    }

    private async IAsyncEnumerable<ChatStep> Steps(
        TextEngine engine,
        NativeCall call,
        GuardedCall guarded,
        OperationContext context,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var i = 0; i < call.Answers; i++)
        {
            await foreach (var step in run.Stream(engine, guarded, context, cancellationToken))
            {
                yield return step;
            }
        }
    }

    /// <summary>Runs a call, under a guardrail if there is one, and writes its answer whole.</summary>
    public async Task<ReadOnlyMemory<byte>> Converse(
        NativeCall call,
        TextEngine engine,
        GuardOptions? guard,
        OperationContext context,
        CancellationToken cancellationToken)
    {
        call.RequestId = context.RequestId;
        var guarded = await Guard(call, guard, context, cancellationToken);
        var answers = new List<ChatAnswer>(call.Answers);
        for (var i = 0; i < call.Answers; i++)
        {
            answers.Add(await run.Complete(engine, guarded, context, cancellationToken));
        }

        context.Header("X-Amzn-Bedrock-Input-Token-Count", Text(answers[0].InputTokens));
        context.Header("X-Amzn-Bedrock-Output-Token-Count", Text(answers.Sum(answer => answer.OutputTokens)));
        if ((answers[0].Cache ?? call.CacheUnasked) is { } cache)
        {
            context.Header("X-Amzn-Bedrock-Cache-Read-Input-Token-Count", Text(cache.ReadTokens));
            context.Header("X-Amzn-Bedrock-Cache-Write-Input-Token-Count", Text(cache.WrittenTokens));
        }

        context.Header("X-Amzn-Bedrock-Invocation-Latency", Text(answers.Sum(answer => answer.Milliseconds)));
        return Bytes(GuardedBody.Tell(guarded, call.Write(answers)));
    }

    private async Task<ReadOnlyMemory<byte>> Draw(
        IImageFormat format,
        JsonElement body,
        CatalogModel model,
        OperationContext context,
        CancellationToken cancellationToken)
    {
        var call = leniency.Read(
            body,
            known =>
            {
                var root = new NativeBody(known);
                var read = format.Read(root, model);
                root.Check();
                return read;
            },
            context);
        var started = clock.GetTimestamp();
        var answer = await draw.Draw(call, model, context, cancellationToken);
        context.Header(
            "X-Amzn-Bedrock-Invocation-Latency", Text((long)clock.GetElapsedTime(started).TotalMilliseconds));
        return Bytes(answer);
    }

    /// <summary>Makes embeddings and writes them.</summary>
    public async Task<ReadOnlyMemory<byte>> Embed(
        EmbeddingCall call,
        CatalogModel model,
        OperationContext context,
        CancellationToken cancellationToken)
    {
        var engine = engines.Embedding(model);
        if (call.Images.Count > 0 && engine.Images is null)
        {
            throw EngineErrors.NoImageEmbeddings(model);
        }

        using var admission = await gate.Admit(
            context, call.Texts.Sum(text => (long)text.Length), outputTokensMax: 0, cancellationToken);
        var started = clock.GetTimestamp();
        var texts = await Vectors(engine.Generator, call.Texts, call.Dimensions, cancellationToken);
        var images = await Vectors(engine.Images, call.Images, call.Dimensions, cancellationToken);
        var tokens = (int)(texts.Usage?.InputTokenCount ?? 0);

        // Of several texts, engines tell the sum.
        if (call.Texts.Count == 1 && tokens > model.ContextTokens)
        {
            throw InvocationErrors.TooManyInputTokens(model.ContextTokens.Value, tokens);
        }

        var elapsed = clock.GetElapsedTime(started);
        var used = (texts.AdditionalProperties ?? images.AdditionalProperties)?.GetValueOrDefault(EngineUsed.Key)
            as EngineUsed;
        AnsweredBy.Note(used ?? new EngineUsed(engine.Name, []), context);
        var notes = context.Notes<InvocationNotes>();
        (notes.InputTokens, notes.Queries) = (tokens, call.Queries);
        await admission.Pass(tokens);
        if (call.TellsTokens)
        {
            context.Header("X-Amzn-Bedrock-Input-Token-Count", Text(tokens));
        }

        context.Header("X-Amzn-Bedrock-Invocation-Latency", Text((long)elapsed.TotalMilliseconds));
        return Bytes(call.Write([.. texts.Concat(images).Select(embedding => embedding.Vector)], tokens));
    }

    private static async Task<GeneratedEmbeddings<Embedding<float>>> Vectors<T>(
        IEmbeddingGenerator<T, Embedding<float>>? generator,
        IReadOnlyList<T> inputs,
        int? dimensions,
        CancellationToken cancellationToken)
    {
        if (inputs.Count == 0)
        {
            return [];
        }

        try
        {
            var options = new EmbeddingGenerationOptions { Dimensions = dimensions };
            return await generator!.GenerateAsync(inputs, options, cancellationToken);
        }
        catch (PromptTooLongException e)
        {
            throw InvocationErrors.TooManyInputTokens(e.ContextLength, e.PromptTokens);
        }
        catch (Exception e) when (InvocationErrors.FromEngine(e) is { } modelled)
        {
            throw modelled;
        }
    }

    /// <summary>A body as it is sent.</summary>
    public static ReadOnlyMemory<byte> Bytes(JsonObject json)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, ShapeWriter.Options))
        {
            json.WriteTo(writer);
        }

        return buffer.WrittenMemory;
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
