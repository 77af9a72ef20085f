using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ganban.Bedrock.FoundationModels;
using Ganban.Bedrock.Jobs;
using Ganban.Contracts;
using Ganban.Contracts.BedrockRuntime;
using Ganban.Protocol.Callers;
using Ganban.Storage;
using Ganban.Storage.Objects;
using Microsoft.Extensions.Logging;

namespace Ganban.Bedrock.AsyncInvocation;

/// <summary>
/// Embeds the segments of a text and writes the files that the service writes. A process that is killed begins again;
/// the output appears whole or not at all.
/// </summary>
internal sealed partial class AsyncInvocationJob(
    AsyncInvocations invocations,
    ModelCatalog catalog,
    ResourceStore store,
    IObjectStore objects,
    ModelCalls calls,
    JobFolders folders,
    TimeProvider clock,
    ILogger<AsyncInvocationJob> logger) : IJobType
{
    private const string OperationName = "StartAsyncInvoke";
    private const string EmbeddingsName = "embedding-text.jsonl";
    private const string ResultName = "segmented-embedding-result.json";
    private const int SegmentsMax = 1900;
    private const int AtOnce = 16;
    private const int MessageCharactersMax = 2048;
    private static readonly TimeSpan TimeMax = TimeSpan.FromHours(24);
    private static readonly JsonSerializerOptions Json = new() { Encoder = ShapeWriter.Options.Encoder };

    /// <inheritdoc/>
    public string Name => AsyncInvocation.ResourceType;

    /// <inheritdoc/>
    public async Task Run(QueuedJob job, CancellationToken interrupted, CancellationToken cancellationToken)
    {
        var arn = AsyncInvocations.Arn(job.Tenant, job.Id);
        var stored = await invocations.Find(job.Tenant, arn, cancellationToken);
        if (stored is null || stored.Document.Status != AsyncInvokeStatus.InProgress)
        {
            return;
        }

        var left = stored.CreatedAt + TimeMax - clock.GetUtcNow();
        using var late = new CancellationTokenSource(left > TimeSpan.Zero ? left : TimeSpan.Zero, clock);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        string? failure;
        try
        {
            failure = await Embed(job, stored.Document, ended.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            failure = $"The invocation was not finished within {TimeMax.TotalHours} hours.";
        }
        catch (ModelledException e)
        {
            failure = e.Message;
        }
        catch (ObjectStoreException e)
        {
            failure = $"{e.Error}: {e.Message}";
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            LogFault(e, job.Id);
            failure = "The server encountered an internal error. Start the invocation again.";
        }

        var document = stored.Document with
        {
            Status = failure is null ? AsyncInvokeStatus.Completed : AsyncInvokeStatus.Failed,
            FailureMessage = failure?.Length > MessageCharactersMax ? failure[..MessageCharactersMax] : failure,
            EndedAt = clock.GetUtcNow(),
        };
        await store.UpdateAsync(
            job.Tenant, AsyncInvocation.Kind, stored with { Document = document }, cancellationToken);
    }

    // The reason why nothing could be embedded, or null.
    private async Task<string?> Embed(QueuedJob job, AsyncInvocation invocation, CancellationToken cancellationToken)
    {
        using var input = JsonDocument.Parse(invocation.ModelInput);
        var model = catalog.Models.First(model => model.NativeFormat == SegmentedEmbedding.FormatName);
        var request = SegmentedEmbedding.Read(input.RootElement, model, job.Tenant);
        var folder = folders.Of(job);
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, EmbeddingsName);
        var (count, failed, reason) = (0, 0, (string?)null);
        await using (var lines = new StreamWriter(path, append: false, new UTF8Encoding(false)))
        {
            using var text = await Open(request, cancellationToken);
            var segments = TextSegments.Read(text, request.SegmentCharactersMax, cancellationToken);
            await foreach (var some in segments.Chunk(AtOnce).WithCancellation(cancellationToken))
            {
                count += some.Length;
                if (count > SegmentsMax)
                {
                    return $"The text has more than {SegmentsMax} segments. Use a larger maxLengthChars, or a shorter text.";
                }

                var results = await Task.WhenAll(some.Select(
                    segment => Embed(job, invocation, request, segment, cancellationToken)));
                foreach (var (line, error) in results)
                {
                    await lines.WriteLineAsync(line.AsMemory(), cancellationToken);
                    failed += error is null ? 0 : 1;
                    reason ??= error;
                }
            }
        }

        var status = failed == 0 ? "SUCCESS" : failed < count ? "PARTIAL_SUCCESS" : "FAILURE";
        await Write(job, invocation, request, path, status, cancellationToken);
        return count == 0 ? "The text is empty." : failed == count ? reason : null;
    }

    private async Task<TextReader> Open(SegmentedEmbedding request, CancellationToken cancellationToken)
    {
        if (request.Source is not { } source)
        {
            return new StringReader(request.Text!);
        }

        var reading = await objects.Open(source, null, cancellationToken);
        return new StreamReader(reading.Content, Encoding.UTF8);
    }

    private async Task<(string Line, string? Error)> Embed(
        QueuedJob job,
        AsyncInvocation invocation,
        SegmentedEmbedding request,
        TextSegment segment,
        CancellationToken cancellationToken)
    {
        var caller = new Caller(job.Account, job.Region, invocation.CallerArn);
        var call = new ModelCall(OperationName, caller, invocation.ModelId, request.BodyOf(segment.Text))
        {
            IsPatient = true,
        };
        var result = await calls.Run(call, cancellationToken);
        var line = new JsonObject
        {
            ["embedding"] = result.Error is null
                ? JsonNode.Parse(result.Output.Span)!["embeddings"]![0]!["embedding"]!.DeepClone()
                : new JsonArray(),
            ["segmentMetadata"] = new JsonObject
            {
                ["segmentIndex"] = segment.Index,
                ["segmentStartCharPosition"] = segment.Start,
                ["segmentEndCharPosition"] = segment.Start + segment.Text.Length,
            },
            ["status"] = result.Error is null ? "SUCCESS" : "FAILURE",
        };
        if (result.Error is { } error)
        {
            line["failureReason"] = error.Status switch
            {
                429 => "RATE_LIMIT_EXCEEDED",
                < 500 => "INVALID_CONTENT",
                _ => "INTERNAL_SERVER_EXCEPTION",
            };
            line["message"] = error.Message;
        }

        return (line.ToJsonString(Json), result.Error?.Message);
    }

    private async Task Write(
        QueuedJob job,
        AsyncInvocation invocation,
        SegmentedEmbedding request,
        string path,
        string status,
        CancellationToken cancellationToken)
    {
        ObjectAddress.TryParse(job.Account, invocation.OutputUri, out var output);
        var prefix = output.Key.TrimEnd('/');
        prefix = prefix.Length == 0 ? $"{job.Id}/" : $"{prefix}/{job.Id}/";
        var embeddings = output with { Key = prefix + EmbeddingsName };
        await using (var lines = File.OpenRead(path))
        {
            var headers = new ObjectHeaders { ContentType = "application/jsonl" };
            await objects.Put(embeddings, lines, headers, cancellationToken);
        }

        var result = new JsonObject
        {
            ["sourceFileUri"] = request.Source?.ToString() ?? "",
            ["embeddingDimension"] = request.Dimensions,
            ["embeddingResults"] = new JsonArray(new JsonObject
            {
                ["embeddingType"] = "TEXT",
                ["status"] = status,
                ["outputFileUri"] = embeddings.ToString(),
            }),
        };
        await objects.Put(
            output with { Key = prefix + ResultName },
            Encoding.UTF8.GetBytes(result.ToJsonString(Json)),
            new ObjectHeaders { ContentType = "application/json" },
            cancellationToken);
    }

    [LoggerMessage(1, LogLevel.Error, "The asynchronous invocation {Invocation} failed by a fault of the server")]
    private partial void LogFault(Exception exception, string invocation);
}
