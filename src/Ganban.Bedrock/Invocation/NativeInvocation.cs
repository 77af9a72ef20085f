using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ganban.Bedrock.Engines;
using Ganban.Bedrock.FoundationModels;
using Ganban.Bedrock.Invocation.Formats;
using Ganban.Contracts;
using Ganban.Protocol.Pipeline;
using Microsoft.Extensions.AI;

namespace Ganban.Bedrock.Invocation;

/// <summary>What InvokeModel and its streaming twin share: reading bodies by the model's format, running them, writing them back.</summary>
internal sealed class NativeInvocation(IEnumerable<INativeFormat> formats, ModelEngines engines, ChatRun run)
{
    private static readonly JsonDocumentOptions BodyOptions = new() { MaxDepth = ShapeReader.DepthMax };
    private readonly Dictionary<string, INativeFormat> _formats = formats.ToDictionary(format => format.Name);

    /// <summary>Parses a body.</summary>
    public static JsonElement Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body, BodyOptions);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            throw InvocationErrors.MalformedBody();
        }
    }

    /// <summary>Reads a conversation in the model's format.</summary>
    public NativeCall Read(JsonElement body, CatalogModel model) => Reading(() =>
        _formats.TryGetValue(model.NativeFormat, out var format)
            ? format.Read(body, model)
            : throw InvocationErrors.NotImplemented($"the native format {model.NativeFormat} of {model.Id}; Converse may answer"));

    /// <summary>Answers a body whole.</summary>
    public async Task<ReadOnlyMemory<byte>> Answer(
        JsonElement body,
        CatalogModel model,
        OperationContext context,
        CancellationToken cancellationToken) =>
        Reading(() => TitanEmbeddingFormat.Read(body, model)) is { } embedding
            ? await Embed(embedding, context, cancellationToken)
            : await Converse(Read(body, model), context, cancellationToken);

    /// <summary>Answers a body in chunks.</summary>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> AnswerStream(
        NativeCall call,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var steps = run.Stream(engines.Text, call.Request, cancellationToken);
        await foreach (var chunk in call.WriteStream(steps).WithCancellation(cancellationToken))
        {
            yield return Bytes(chunk);
        }
    }

    private static T Reading<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (InvalidOperationException)
        {
            // Text with an unpaired surrogate passes as JSON and fails when it is read.
            throw InvocationErrors.MalformedBody();
        }
    }

    private async Task<ReadOnlyMemory<byte>> Converse(NativeCall call, OperationContext context, CancellationToken cancellationToken)
    {
        var engine = engines.Text;
        var answers = new List<ChatAnswer>(call.Answers);
        for (var i = 0; i < call.Answers; i++)
        {
            answers.Add(await run.Complete(engine, call.Request, cancellationToken));
        }

        context.Header(ModelEngines.Header, engine.Name);
        context.Header("X-Amzn-Bedrock-Input-Token-Count", Text(answers[0].InputTokens));
        context.Header("X-Amzn-Bedrock-Output-Token-Count", Text(answers.Sum(answer => answer.OutputTokens)));
        context.Header("X-Amzn-Bedrock-Invocation-Latency", Text(answers.Sum(answer => answer.Milliseconds)));
        return Bytes(call.Write(answers));
    }

    private async Task<ReadOnlyMemory<byte>> Embed(EmbeddingCall call, OperationContext context, CancellationToken cancellationToken)
    {
        var engine = engines.Embedding;
        var started = System.Diagnostics.Stopwatch.GetTimestamp();
        var options = new EmbeddingGenerationOptions { Dimensions = call.Dimensions };
        var result = await engine.Generator.GenerateAsync([call.Text], options, cancellationToken);
        var tokens = (int)(result.Usage?.InputTokenCount ?? 0);
        var elapsed = System.Diagnostics.Stopwatch.GetElapsedTime(started);
        context.Header(ModelEngines.Header, engine.Name);
        context.Header("X-Amzn-Bedrock-Input-Token-Count", Text(tokens));
        context.Header("X-Amzn-Bedrock-Invocation-Latency", Text((long)elapsed.TotalMilliseconds));
        return Bytes(call.Write(result[0].Vector, tokens));
    }

    private static ReadOnlyMemory<byte> Bytes(JsonObject json)
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
