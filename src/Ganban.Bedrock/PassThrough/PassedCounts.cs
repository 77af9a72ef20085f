using System.Globalization;
using System.Text.Json;
using Ganban.Bedrock.Invocation;
using Ganban.Contracts;

namespace Ganban.Bedrock.PassThrough;

/// <summary>Finds the token counts in what Amazon Bedrock answered, for log, counters and bill.</summary>
internal sealed class PassedCounts(InvocationNotes notes, TimeProvider clock)
{
    private const string Prefix = "X-Amzn-Bedrock-";
    private readonly long _started = clock.GetTimestamp();
    private long? _firstMilliseconds;

    /// <summary>Takes the counts of InvokeModel, which stand in headers.</summary>
    public void OfHeaders(IEnumerable<KeyValuePair<string, string>> headers)
    {
        var counts = headers.Where(header => header.Key.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
            .ToDictionary(header => header.Key[Prefix.Length..], StringComparer.OrdinalIgnoreCase);
        var (read, written) = (Find("Cache-Read-Input-Token-Count"), Find("Cache-Write-Input-Token-Count"));
        notes.Count(Find("Input-Token-Count"), Find("Output-Token-Count"), Cache(read, written), null);

        int? Find(string name) =>
            counts.TryGetValue(name, out var header)
                && int.TryParse(header.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
                ? count
                : null;
    }

    /// <summary>Takes the counts of Converse, which stand in the body.</summary>
    public void OfBody(ReadOnlyMemory<byte> body) => Usage(body, "usage", "inputTokens", "outputTokens");

    /// <summary>Takes the counts of a stream's event, if it has some.</summary>
    public void OfEvent(PassedEvent item)
    {
        switch (item.EventType)
        {
            case "metadata":
                Usage(item.Payload, "usage", "inputTokens", "outputTokens");
                break;
            case "contentBlockDelta":
                _firstMilliseconds ??= (long)clock.GetElapsedTime(_started).TotalMilliseconds;
                break;
            case "chunk":
                _firstMilliseconds ??= (long)clock.GetElapsedTime(_started).TotalMilliseconds;
                Usage(Chunk(item.Payload), "amazon-bedrock-invocationMetrics", "inputTokenCount", "outputTokenCount");
                break;
        }
    }

    /// <summary>What a chunk of InvokeModelWithResponseStream holds; empty if it holds nothing.</summary>
    public static ReadOnlyMemory<byte> Chunk(ReadOnlyMemory<byte> payload)
    {
        try
        {
            using var json = JsonDocument.Parse(payload);
            return json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty("bytes", out var bytes)
                && bytes.ValueKind == JsonValueKind.String && bytes.TryGetBytesFromBase64(out var chunk)
                ? chunk
                : default;
        }
        catch (JsonException)
        {
            return default;
        }
    }

    private void Usage(ReadOnlyMemory<byte> body, string member, string input, string output)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            if (json.RootElement.ValueKind != JsonValueKind.Object
                || !json.RootElement.TryGetProperty(member, out var usage)
                || usage.ValueKind != JsonValueKind.Object)
            {
                return;
            }

            var isNative = member != "usage";
            var read = Count(usage, isNative ? "cacheReadInputTokenCount" : "cacheReadInputTokens");
            var written = Count(usage, isNative ? "cacheWriteInputTokenCount" : "cacheWriteInputTokens");
            notes.Count(Count(usage, input), Count(usage, output), Cache(read, written), _firstMilliseconds);
        }
        catch (JsonException)
        {
            // What is no JSON has no counts; it is passed on all the same.
        }
    }

    private static CacheUse? Cache(int? read, int? written) =>
        (read ?? written) is null ? null : new CacheUse(read ?? 0, written ?? 0);

    private static int? Count(JsonElement usage, string name) =>
        usage.TryGetProperty(name, out var value)
            && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var count)
            ? count
            : null;
}
