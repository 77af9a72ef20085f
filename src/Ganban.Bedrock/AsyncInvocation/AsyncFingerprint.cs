using System.Text.Json;
using Ganban.Storage;

namespace Ganban.Bedrock.AsyncInvocation;

/// <summary>What makes two requests to begin an asynchronous invocation the same one.</summary>
/// <param name="Invocation">The invocation.</param>
/// <param name="Tags">Its tags.</param>
internal sealed record AsyncFingerprint(AsyncInvocation Invocation, IReadOnlyDictionary<string, string> Tags)
{
    public static Idempotency? Of(AsyncInvocation invocation, IReadOnlyDictionary<string, string> tags)
    {
        var fingerprint = new AsyncFingerprint(invocation, tags);
        return invocation.ClientRequestToken is { } token
            ? Idempotency.Of(
                token,
                JsonSerializer.SerializeToUtf8Bytes(fingerprint, AsyncInvocationJson.Default.AsyncFingerprint))
            : null;
    }
}
