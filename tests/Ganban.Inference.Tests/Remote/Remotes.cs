using Ganban.EngineDouble;
using Ganban.Inference.Remote;
using Microsoft.Extensions.AI;

namespace Ganban.Inference.Tests.Remote;

/// <summary>What the tests of engines outside the process share.</summary>
internal static class Remotes
{
    public const string Key = "sk-the-key-that-nobody-may-see";

    public static readonly ChatMessage[] Hello = [new(ChatRole.User, "Hello")];

    // Long enough for a machine under load, short enough for a test of silence.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static RemoteEngineOptions Options(Uri url, TimeSpan? patience = null) => new()
    {
        Name = "house",
        Url = url,
        Model = "tiny-instruct",
        Key = Key,
        Timeout = patience ?? Patience,
        IdleTimeout = patience ?? Patience,
        LineBytesMax = 4096,
        AnswerBytesMax = 65536,
    };

    public static async Task<List<ChatResponseUpdate>> Stream(
        IChatClient client, IEnumerable<ChatMessage>? messages = null, ChatOptions? options = null)
    {
        var updates = new List<ChatResponseUpdate>();
        await foreach (var update in client.GetStreamingResponseAsync(messages ?? Hello, options))
        {
            updates.Add(update);
        }

        return updates;
    }

    public static async Task<RemoteEngineException> Fault(IChatClient client)
    {
        var fault = await Assert.ThrowsAsync<RemoteEngineException>(() => Stream(client));
        Assert.Equal("house", fault.Engine);
        Assert.StartsWith("The engine 'house' ", fault.Message, StringComparison.Ordinal);
        for (Exception? e = fault; e is not null; e = e.InnerException)
        {
            Assert.DoesNotContain(Key, e.ToString(), StringComparison.Ordinal);
        }

        return fault;
    }

    /// <summary>The silence that an engine which hangs is allowed.</summary>
    public static readonly TimeSpan Short = TimeSpan.FromMilliseconds(100);
}
