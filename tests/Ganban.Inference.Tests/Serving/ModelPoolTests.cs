using System.Collections.Concurrent;
using Ganban.Inference.Generation;
using Ganban.Inference.ModelFiles;
using Ganban.Inference.Models;
using Ganban.Inference.Serving;

namespace Ganban.Inference.Tests.Serving;

public sealed class ModelPoolTests : IDisposable
{
    private const long KvBytes = 1 << 20;

    private static readonly GenerationRequest Request = StepRun.Greedy([20, 21, 22], 6);

    private readonly TinyLlama _tiny = new();
    private readonly string[] _paths = new string[3];

    public ModelPoolTests()
    {
        for (var index = 0; index < _paths.Length; index++)
        {
            _paths[index] = Path.Combine(Path.GetDirectoryName(_tiny.PathOf(TensorType.F32))!, $"model-{index}.gguf");
            File.Copy(_tiny.PathOf(TensorType.F32), _paths[index]);
        }
    }

    private long ModelBytes => new FileInfo(_paths[0]).Length + KvBytes;

    public void Dispose() => _tiny.Dispose();

    [Fact]
    public async Task Those_who_ask_at_the_same_time_share_one_model()
    {
        await using var pool = Pool(models: 1);
        var leases = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => pool.Lease(_paths[0], null, null, default)));
        Assert.Single(leases.Select(lease => lease.Value).Distinct());
        Assert.Equal(6, await Tokens(leases[3]));
        Assert.All(leases, lease => lease.Dispose());
        using var later = await pool.Lease(_paths[0], null, null, default);
        Assert.Same(leases[0].Value, later.Value);
    }

    [Fact]
    public async Task The_model_least_recently_used_is_closed_when_another_needs_its_memory()
    {
        await using var pool = Pool(models: 2);
        foreach (var index in new[] { 0, 1, 0, 2 })
        {
            using var lease = await pool.Lease(_paths[index], null, null, default);
            Assert.Equal(6, await Tokens(lease));
        }

        Assert.Equal([_paths[2], _paths[0]], pool.Open);
    }

    [Fact]
    public async Task A_model_in_use_is_not_closed_and_the_refusal_says_what_to_do()
    {
        await using var pool = Pool(models: 1);
        var first = await pool.Lease(_paths[0], null, null, default);
        var refusal = await Assert.ThrowsAsync<ModelPoolFullException>(
            () => pool.Lease(_paths[1], null, null, default));
        Assert.Contains("Try again later", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(6, await Tokens(first));
        first.Dispose();
        first.Dispose();
        using var second = await pool.Lease(_paths[1], null, null, default);
        Assert.Equal(6, await Tokens(second));
    }

    [Fact]
    public async Task Who_finds_no_room_waits_for_it_within_limits()
    {
        await using var pool = new ModelPool(Options() with
        {
            BytesMax = ModelBytes,
            RoomTimeout = TimeSpan.FromMinutes(1),
            WaitersMax = 1,
        });
        var first = await pool.Lease(_paths[0], null, null, default);
        var waiting = pool.Lease(_paths[1], null, null, default);
        await Assert.ThrowsAsync<ModelPoolFullException>(() => pool.Lease(_paths[2], null, null, default));
        using var gone = new CancellationTokenSource();
        Assert.Equal(6, await Tokens(first));
        Assert.False(waiting.IsCompleted);

        first.Dispose();
        using var second = await waiting;
        Assert.Equal(6, await Tokens(second));
        var leaving = pool.Lease(_paths[2], null, null, gone.Token);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaving);
        Assert.Equal([_paths[1]], pool.Open);
    }

    [Fact]
    public async Task A_model_that_is_kept_takes_nothing_of_the_budget_and_is_never_closed_for_others()
    {
        var changes = new ConcurrentQueue<(string Path, bool IsOpen)>();
        await using var pool = new ModelPool(Options() with
        {
            BytesMax = ModelBytes,
            Changed = change => changes.Enqueue((change.Path, change.IsOpen)),
        });
        using var kept = await pool.Keep(_paths[0], default);
        File.Delete(_paths[0]);
        foreach (var path in _paths[1..])
        {
            using var lease = await pool.Lease(path, null, null, default);
            Assert.Equal(6, await Tokens(lease));
        }

        Assert.Equal(6, await Tokens(kept));
        Assert.Equal(
            [(_paths[0], true), (_paths[1], false), (_paths[1], true), (_paths[2], true)],
            changes.Order());
    }

    [Fact]
    public async Task A_smaller_context_window_is_a_model_of_its_own()
    {
        await using var pool = Pool(models: 2);
        using var whole = await pool.Lease(_paths[0], null, null, default);
        using var small = await pool.Lease(_paths[0], 8, null, default);
        Assert.Equal(8, small.Value.Model.ContextLength);
        Assert.True(whole.Value.Model.ContextLength > 8);
        using var again = await pool.Lease(_paths[0], null, null, default);
        Assert.Same(whole.Value, again.Value);
    }

    [Fact]
    public async Task A_model_that_never_fits_is_refused_with_what_to_change()
    {
        await using var pool = new ModelPool(Options() with { BytesMax = ModelBytes - 1 });
        var refusal = await Assert.ThrowsAsync<ModelPoolFullException>(
            () => pool.Lease(_paths[0], null, null, default));
        Assert.Contains("BytesMax", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(pool.Open);
    }

    [Fact]
    public async Task A_load_that_failed_is_tried_again()
    {
        await using var pool = Pool(models: 1);
        var whole = await File.ReadAllBytesAsync(_paths[0]);
        await File.WriteAllBytesAsync(_paths[0], whole[..200]);
        var tries = Enumerable.Range(0, 3).Select(_ => pool.Lease(_paths[0], null, null, default)).ToList();
        foreach (var failed in tries)
        {
            await Assert.ThrowsAsync<ModelFileException>(() => failed);
        }

        await File.WriteAllBytesAsync(_paths[0], whole);
        using var lease = await pool.Lease(_paths[0], null, null, default);
        Assert.Equal(6, await Tokens(lease));
    }

    [Fact]
    public async Task A_file_removed_while_in_use_serves_its_streams_to_the_end_and_is_missed_at_the_next_load()
    {
        await using var pool = Pool(models: 2);
        using var lease = await pool.Lease(_paths[0], null, null, default);
        await using var stream = lease.Value.Generate(Request, default).GetAsyncEnumerator();
        Assert.True(await stream.MoveNextAsync());
        File.Delete(_paths[0]);
        var last = stream.Current;
        while (await stream.MoveNextAsync())
        {
            last = stream.Current;
        }

        Assert.Equal(FinishReason.Length, last.Finish);
        var missing = await Assert.ThrowsAsync<ModelFileException>(() => pool.Lease(_paths[0], null, null, default));
        Assert.Contains(_paths[0], missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_was_replaced_is_opened_anew()
    {
        await using var pool = Pool(models: 3);
        using var old = await pool.Lease(_paths[0], null, null, default);
        File.Delete(_paths[0]);
        File.Copy(_tiny.PathOf(TensorType.F16), _paths[0]);
        using var lease = await pool.Lease(_paths[0], null, null, default);
        Assert.NotSame(old.Value, lease.Value);
        Assert.Equal(6, await Tokens(old));
        Assert.Equal(6, await Tokens(lease));
    }

    [Fact]
    public async Task A_warm_start_gives_a_model_that_answers()
    {
        await using var pool = new ModelPool(Options() with { WarmStart = true });
        using var lease = await pool.Lease(_paths[0], null, null, default);
        Assert.Equal(6, await Tokens(lease));
    }

    [Fact]
    public async Task Closing_the_pool_ends_streams_in_order()
    {
        var pool = Pool(models: 1);
        using var lease = await pool.Lease(_paths[0], null, null, default);
        await using var stream = lease.Value.Generate(
            Request with { MaxTokens = 90 }, default).GetAsyncEnumerator();
        await stream.MoveNextAsync();
        await pool.DisposeAsync();
        await Assert.ThrowsAsync<EngineClosedException>(async () =>
        {
            while (await stream.MoveNextAsync())
            {
            }
        });
        await Assert.ThrowsAsync<ObjectDisposedException>(() => pool.Lease(_paths[1], null, null, default));
    }

    private static async Task<int> Tokens(ModelLease<TextGenerator> lease)
    {
        var pieces = await lease.Value.Generate(Request, default).ToListAsync();
        return pieces[^1].Usage!.CompletionTokens;
    }

    private static ModelPoolOptions Options() => new()
    {
        KvBytesMax = KvBytes,
        RoomTimeout = TimeSpan.Zero,
        Model = new LanguageModelOptions { Threads = 1 },
        Generator = new TextGeneratorOptions { UnreadPieces = 4 },
    };

    private ModelPool Pool(int models) => new(Options() with { BytesMax = models * ModelBytes });
}
