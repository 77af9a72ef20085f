using System.Text.Json;
using Ganban.Bedrock.InvocationLogging;
using Ganban.Bedrock.Observation;
using Ganban.Protocol.Callers;

namespace Ganban.Bedrock.RecentCalls;

/// <summary>An invocation in the list of calls: what was asked, and once it is over how it ended.</summary>
internal sealed class RecentCall
{
    private const int BodyBytesMax = 256 * 1024;
    private const int OwnBytes = 1024;
    private readonly TaskCompletionSource<FinishedInvocation> _end =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Its place among the account's calls, from 1.</summary>
    public required long Number { get; init; }

    /// <summary>Who asked.</summary>
    public required Caller Caller { get; init; }

    /// <summary>The request's identifier.</summary>
    public required string RequestId { get; init; }

    /// <summary>The operation.</summary>
    public required string Operation { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The modelId as the caller wrote it.</summary>
    public required string ModelId { get; init; }

    /// <summary>The request's body; empty if it is larger than 256 KiB.</summary>
    public required ReadOnlyMemory<byte> Body
    {
        get;
        init => (field, BodyBytes) = (value.Length > BodyBytesMax ? default : value.ToArray(), value.Length);
    }

    /// <summary>The length of the request's body.</summary>
    public int BodyBytes { get; private init; }

    /// <summary>About what it takes in memory.</summary>
    public int Bytes => OwnBytes + Body.Length;

    /// <summary>Ends with the call.</summary>
    public Task<FinishedInvocation> End => _end.Task;

    /// <summary>The call is over.</summary>
    public void Finish(FinishedInvocation invocation) => _end.TrySetResult(invocation);

    /// <summary>Writes the call as a JSON object.</summary>
    public async Task Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteNumber("number", Number);
        writer.WriteString("requestId", RequestId);
        writer.WriteString("time", At);
        writer.WriteString("region", Caller.Region);
        writer.WriteString("caller", Caller.PrincipalArn);
        writer.WriteString("operation", Operation);
        writer.WriteString("modelId", ModelId);
        writer.WriteNumber("bodyBytes", BodyBytes);
        writer.WritePropertyName("body");
        if (InvocationBodies.Parse(Body) is { } body)
        {
            body.WriteTo(writer);
        }
        else
        {
            writer.WriteNullValue();
        }

        writer.WriteString("state", End.IsCompleted ? "ended" : "running");
        if (End.IsCompleted)
        {
            WriteEnd(writer, await End);
        }

        writer.WriteEndObject();
    }

    private static void WriteEnd(Utf8JsonWriter writer, FinishedInvocation end)
    {
        var notes = end.Notes;
        writer.WriteString("model", notes.Model?.Id);
        writer.WriteString("engine", notes.Engine);
        writer.WriteString("rule", notes.Rule);
        writer.WriteString("error", end.Error?.Code);
        writer.WriteString("errorMessage", end.Error?.Message);
        Count("inputTokens", notes.InputTokens);
        Count("outputTokens", notes.OutputTokens);
        writer.WriteBoolean("abandoned", end.IsAbandoned);
        writer.WriteNumber("milliseconds", (long)end.Took.TotalMilliseconds);

        void Count(string name, int? count)
        {
            if (count is { } number)
            {
                writer.WriteNumber(name, number);
            }
        }
    }
}
