using Ganban.TestKit;

namespace Ganban.Server.Tests;

/// <summary>A server of a test's own with environment variables; the test starts it.</summary>
internal sealed class GanbanServerOwner : IAsyncDisposable
{
    public GanbanServerOwner(Dictionary<string, string> environment)
    {
        foreach (var (name, value) in environment)
        {
            Server.Environment[name] = value;
        }
    }

    public GanbanServer Server { get; } = new();

    public async ValueTask DisposeAsync() => await Server.DisposeAsync();
}
