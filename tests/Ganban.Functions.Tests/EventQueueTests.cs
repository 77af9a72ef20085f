using System.Text.Json;
using Ganban.Functions.Events;
using Ganban.Storage;

namespace Ganban.Functions.Tests;

public sealed class EventQueueTests : IAsyncLifetime
{
    private const string Counting = """
        import os
        def handler(event, context):
            with open(event['file'], 'a') as f: f.write('x')
            if len(open(event['file']).read()) < event['good']: raise ValueError('not yet')
        """;

    private const string Waiting = """
        import os, time
        def handler(event, context):
            with open(event['file'], 'a') as f: f.write('x')
            while 'go' in event and not os.path.exists(event['go']): time.sleep(0.01)
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("ganban-events-").FullName;
    private FunctionServer? _server;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await (_server?.DisposeAsync() ?? ValueTask.CompletedTask);

    [PythonFact]
    public async Task A_failed_event_is_repeated_twice_and_then_given_up()
    {
        _server = Open();
        await _server.AddPython("count", Counting);
        var queue = await Start();
        var (third, never) = (Path.Combine(_folder, "third"), Path.Combine(_folder, "never"));
        await Add(queue, third, good: 3);
        await Add(queue, never, good: 9);

        await Empty();

        Assert.Equal(("xxx", "xxx"), (await File.ReadAllTextAsync(third), await File.ReadAllTextAsync(never)));
    }

    [PythonFact]
    public async Task An_event_that_was_taken_is_handled_by_the_next_process()
    {
        _server = Open();
        await _server.AddPython("count", Counting);
        var file = Path.Combine(_folder, "once");
        await Add(_server.Get<EventQueue>(), file, good: 1); // and nothing works on the queue
        await _server.Close();

        _server = Open();
        await Start();
        await Empty();

        Assert.Equal("x", await File.ReadAllTextAsync(file));
    }

    [PythonFact]
    public async Task An_event_waits_as_long_as_its_function_takes_no_more_calls()
    {
        _server = Open();
        await _server.AddPython("count", Waiting, change: record => record with { ReservedConcurrency = 1 });
        var (begun, go) = (Path.Combine(_folder, "begun"), Path.Combine(_folder, "go"));
        var first = _server.Run("count", JsonSerializer.Serialize(new { file = begun, go }));
        await Until(() => Task.FromResult(File.Exists(begun)));
        var queue = await Start();
        var file = Path.Combine(_folder, "once");
        await Add(queue, file, good: 1);

        var revision = (await Events()).Single().Revision;
        await Until(async () => (await Events()).Single().Revision > revision + 20); // begun far more than thrice
        await File.WriteAllTextAsync(go, "");
        await first;
        await Empty();

        Assert.Equal("x", await File.ReadAllTextAsync(file));
    }

    [PythonFact]
    public async Task An_event_that_ended_the_server_three_times_is_given_up()
    {
        _server = Open();
        await _server.AddPython("count", Counting);
        var queue = _server.Get<EventQueue>();
        var file = Path.Combine(_folder, "never");
        await Add(queue, file, good: 1);
        var kept = (await Events()).Single();
        var begun = kept with { Document = kept.Document with { Attempts = 3 } };
        await _server.Store.UpdateAsync(Tenant.Global, QueuedEvent.Kind, begun, CancellationToken.None);

        await queue.StartAsync(CancellationToken.None);
        await Empty();

        Assert.False(File.Exists(file));
    }

    [PythonFact]
    public async Task An_attempt_that_the_servers_stop_ends_does_not_count()
    {
        _server = Open();
        await _server.AddPython("count", Waiting);
        var queue = await Start();
        var (begun, go) = (Path.Combine(_folder, "begun"), Path.Combine(_folder, "go"));
        var given = new FunctionEvent(JsonSerializer.SerializeToUtf8Bytes(new { file = begun, go }));
        await queue.Add(FunctionServer.Reference("count"), given, CancellationToken.None);
        await Until(() => Task.FromResult(File.Exists(begun)));

        await queue.StopAsync(CancellationToken.None);

        Assert.Equal(0, (await Events()).Single().Document.Attempts);
    }

    private FunctionServer Open() => FunctionServer.Open(
        options => options with { RetryDelays = [TimeSpan.Zero, TimeSpan.Zero], BusyDelay = TimeSpan.Zero }, _folder);

    private async Task<EventQueue> Start()
    {
        var queue = _server!.Get<EventQueue>();
        await queue.StartAsync(CancellationToken.None);
        return queue;
    }

    private static Task Add(EventQueue queue, string file, int good) => queue.Add(
        FunctionServer.Reference("count"),
        new FunctionEvent(JsonSerializer.SerializeToUtf8Bytes(new { file, good })),
        CancellationToken.None);

    private async Task Empty()
    {
        await Until(async () => (await Events()).Count == 0);
        await _server!.Get<EventQueue>().StopAsync(CancellationToken.None);
    }

    private async Task<IReadOnlyList<Stored<QueuedEvent>>> Events() => (await _server!.Store.ListAsync(
        Tenant.Global, QueuedEvent.Kind, new ListQuery(), CancellationToken.None)).Items;

    private static async Task Until(Func<Task<bool>> isSo)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (!await isSo())
        {
            await Task.Delay(20, late.Token);
        }
    }
}
