namespace Ganban.Server.Tests.Limits;

/// <summary>A limited server of a test's own, which it may kill and start again on the same data.</summary>
internal sealed class OwnServer : IAsyncDisposable
{
    public LimitedServer Limited { get; } = new();

    public static async Task<OwnServer> Start()
    {
        var server = new OwnServer();
        await server.Limited.InitializeAsync();
        return server;
    }

    public async ValueTask DisposeAsync() => await Limited.DisposeAsync();

    public async Task Restart()
    {
        Limited.Server.Process.Kill();
        await Limited.Server.Process.WaitForExitAsync();
        await Limited.Server.InitializeAsync();
    }
}
