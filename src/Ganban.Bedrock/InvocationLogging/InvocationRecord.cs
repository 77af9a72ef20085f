using System.Text.Json;
using System.Text.Json.Nodes;
using Ganban.Bedrock.Costs;
using Ganban.Bedrock.FoundationModels;
using Ganban.Bedrock.Observation;
using Ganban.Contracts;
using Ganban.Contracts.Bedrock;

namespace Ganban.Bedrock.InvocationLogging;

/// <summary>
/// A record of the invocation log in the service's own format, with one member <c>ganban</c> beside it that names what
/// really answered and what it would have cost.
/// </summary>
/// <param name="Invocation">The invocation.</param>
/// <param name="Setting">What the tenant wants logged.</param>
/// <param name="Input">The request's body.</param>
/// <param name="Output">The response's body, unless it was a stream.</param>
/// <param name="Events">The events of the stream.</param>
internal sealed record InvocationRecord(
    FinishedInvocation Invocation,
    LoggingSetting Setting,
    ReadOnlyMemory<byte> Input,
    ReadOnlyMemory<byte> Output,
    IReadOnlyList<IStreamEvent> Events)
{
    private const string Json = "application/json";
    private const int EventBytes = 512; // about what an event takes in memory

    /// <summary>About what the record takes while it waits.</summary>
    public long Bytes => Input.Length + Output.Length + ((long)Events.Count * EventBytes);

    private bool HasText => Setting.TextDataDeliveryEnabled != false;

    private bool HasOutput => HasText
        && (Setting.EmbeddingDataDeliveryEnabled != false
            || Invocation.Notes.Model?.OutputModalities.Contains(ModelModality.Embedding) != true);

    /// <summary>Writes the record as one JSON object.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="bodies">Takes bodies that are too large for the record; null: none is.</param>
    public void Write(Utf8JsonWriter writer, LargeBodies? bodies)
    {
        var input = InvocationBodies.Parse(Input);
        writer.WriteStartObject();
        writer.WriteString("schemaType", "ModelInvocationLog");
        writer.WriteString("schemaVersion", "1.0");
        writer.WriteString("timestamp", Invocation.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", null));
        writer.WriteString("accountId", Invocation.Caller.Account);
        writer.WriteStartObject("identity");
        writer.WriteString("arn", Invocation.Caller.PrincipalArn);
        writer.WriteEndObject();
        writer.WriteString("region", Invocation.Caller.Region);
        writer.WriteString("requestId", Invocation.RequestId);
        writer.WriteString("operation", Invocation.Operation);
        writer.WriteString("modelId", Invocation.ModelId);
        if (Invocation.Error is { } error)
        {
            writer.WriteString("errorCode", error.Code);
        }

        if (Invocation.Operation.StartsWith("Converse", StringComparison.Ordinal)
            && (input as JsonObject)?["requestMetadata"] is JsonObject metadata)
        {
            writer.WritePropertyName("requestMetadata");
            metadata.WriteTo(writer);
        }

        WriteInput(writer, input, bodies);
        WriteOutput(writer, bodies);
        writer.WriteString("inferenceRegion", Invocation.Notes.Region ?? Invocation.Caller.Region);
        WriteOwn(writer);
        writer.WriteEndObject();
    }

    private void WriteInput(Utf8JsonWriter writer, JsonNode? body, LargeBodies? bodies)
    {
        if (Setting.ImageDataDeliveryEnabled == false)
        {
            InvocationBodies.LeaveOutImages(body);
        }

        writer.WriteStartObject("input");
        writer.WriteString("inputContentType", Json);
        WriteBody(writer, "input", HasText ? body : null, bodies);
        WriteCount(writer, "inputTokenCount", Invocation.Notes.InputTokens);
        WriteCount(writer, "cacheReadInputTokenCount", Invocation.Notes.Cache?.ReadTokens);
        WriteCount(writer, "cacheWriteInputTokenCount", Invocation.Notes.Cache?.WrittenTokens);
        writer.WriteEndObject();
    }

    private void WriteOutput(Utf8JsonWriter writer, LargeBodies? bodies)
    {
        if (Invocation.Error is not null && Events.Count == 0)
        {
            return;
        }

        var body = !HasOutput ? null
            : Output.Length > 0 ? InvocationBodies.Parse(Output)
            : Invocation.Operation == "ConverseStream" ? ConverseStreamBody.Of(Events)
            : InvocationBodies.Chunks(Events);
        writer.WriteStartObject("output");
        writer.WriteString("outputContentType", Json);
        WriteBody(writer, "output", body, bodies);
        WriteCount(writer, "outputTokenCount", Invocation.Notes.OutputTokens);
        writer.WriteEndObject();
    }

    private void WriteOwn(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("ganban");
        writer.WriteString("engine", Invocation.Notes.Engine);
        if (Invocation.Notes.StoodInFor is { } missed)
        {
            writer.WriteString("fallbackFor", missed);
        }

        writer.WriteNumber("latencyMs", (long)Invocation.Took.TotalMilliseconds);
        if (Invocation.IsAbandoned)
        {
            writer.WriteBoolean("abandoned", true);
        }

        if (Invocation.Notes.Fault is { } fault)
        {
            writer.WriteString("fault", fault.Text);
        }

        var price = CallPrice.Of(Invocation);
        writer.WriteStartObject("price");
        if (price.Usd is { } usd)
        {
            writer.WriteNumber("usd", usd);
            writer.WriteString("region", price.Region ?? "us");
        }
        else
        {
            writer.WriteNull("usd");
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteBody(Utf8JsonWriter writer, string side, JsonNode? body, LargeBodies? bodies)
    {
        if (body is null)
        {
            return;
        }

        if (bodies?.Take(side, body) is { } path)
        {
            writer.WriteString(side + "BodyS3Path", path);
        }
        else
        {
            writer.WritePropertyName(side + "BodyJson");
            body.WriteTo(writer);
        }
    }

    private static void WriteCount(Utf8JsonWriter writer, string name, int? count)
    {
        if (count is { } number)
        {
            writer.WriteNumber(name, number);
        }
    }
}
