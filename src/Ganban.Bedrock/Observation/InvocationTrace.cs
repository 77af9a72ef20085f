using System.Diagnostics;
using Ganban.Contracts.Bedrock;

namespace Ganban.Bedrock.Observation;

/// <summary>
/// Spans of invocations, in the words of OpenTelemetry's conventions for generative AI. Prompts and answers are not
/// among them.
/// </summary>
internal static class InvocationTrace
{
    private static readonly ActivitySource Source = new(InvocationMeter.Name);

    /// <summary>Begins a span below the caller's own, if it sent one; null if nobody listens.</summary>
    public static Activity? Begin(string operation)
    {
        // The host's own activity is not exported: as a parent it would be one that nobody ever sees.
        var host = Activity.Current;
        var parent = host is { ParentSpanId: var span } && span != default
            ? new ActivityContext(host.TraceId, span, host.ActivityTraceFlags, host.TraceStateString, isRemote: true)
            : default;
        try
        {
            Activity.Current = null;
            return Source.StartActivity(operation, ActivityKind.Server, parent);
        }
        finally
        {
            Activity.Current = host;
        }
    }

    /// <summary>Ends the span of an invocation that is over.</summary>
    public static void End(Activity span, FinishedInvocation invocation)
    {
        var notes = invocation.Notes;
        var kind = notes.Model?.OutputModalities.Contains(ModelModality.Embedding) == true ? "embeddings"
            : invocation.Operation.StartsWith("InvokeModel", StringComparison.Ordinal) ? "generate_content"
            : "chat";
        var model = notes.Model?.Id;
        span.DisplayName = model is null ? kind : $"{kind} {model}";
        span.SetTag("gen_ai.operation.name", kind);
        span.SetTag("gen_ai.provider.name", "aws.bedrock");
        span.SetTag("gen_ai.request.model", model);
        span.SetTag("gen_ai.response.model", notes.Engine);
        span.SetTag("gen_ai.usage.input_tokens", notes.InputTokens);
        span.SetTag("gen_ai.usage.output_tokens", notes.OutputTokens);
        span.SetTag("gen_ai.usage.cache_read.input_tokens", notes.Cache?.ReadTokens);
        span.SetTag("gen_ai.usage.cache_creation.input_tokens", notes.Cache?.WrittenTokens);
        span.SetTag("rpc.method", invocation.Operation);
        span.SetTag("aws.request_id", invocation.RequestId);
        span.SetTag("cloud.account.id", invocation.Caller.Account);
        span.SetTag("cloud.region", invocation.Caller.Region);
        if (invocation.Error is { } error)
        {
            span.SetTag("error.type", error.Code);
            span.SetStatus(ActivityStatusCode.Error);
        }

        span.Dispose();
    }
}
