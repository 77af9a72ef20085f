using Ganban.Kernels.Threading;

namespace Ganban.Kernels.Tests.Threading;

public class WorkPoolTests
{
    private const long Much = long.MaxValue;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public async Task Every_item_is_done_once_whoever_calls_at_the_same_time(int parallelism)
    {
        using var pool = new WorkPool(parallelism);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (var round = 0; round < 300; round++)
            {
                var done = new int[round % 37];
                pool.Run(done.Length, Much, item => Interlocked.Increment(ref done[item]));
                Assert.All(done, times => Assert.Equal(1, times));
            }
        })));
    }

    [Fact]
    public void A_loop_wakes_threads_that_sleep()
    {
        using var pool = new WorkPool(2);
        using var both = new Barrier(2);

        // Each item waits for the other one, so that the loop ends only if two threads take part.
        pool.Run(2, Much, _ => Assert.True(both.SignalAndWait(TimeSpan.FromSeconds(30))));
    }

    [Fact]
    public void A_small_loop_stays_on_the_callers_thread()
    {
        using var pool = new WorkPool(4);
        var threads = new int[50];
        pool.Run(threads.Length, operations: 1000, item => threads[item] = Environment.CurrentManagedThreadId);
        Assert.All(threads, thread => Assert.Equal(Environment.CurrentManagedThreadId, thread));
    }

    [Fact]
    public void A_failing_item_fails_the_loop_but_not_the_pool()
    {
        using var pool = new WorkPool(3);
        var done = 0;
        var failure = Assert.Throws<AggregateException>(() => pool.Run(20, Much, item =>
        {
            Interlocked.Increment(ref done);
            if (item == 7)
            {
                throw new InvalidDataException("seven");
            }
        }));
        Assert.IsType<InvalidDataException>(failure.InnerException);
        Assert.Equal(20, done);
        pool.Run(20, Much, _ => Interlocked.Increment(ref done));
        Assert.Equal(40, done);
    }

    [Fact]
    public void A_loop_allocates_nothing()
    {
        using var pool = new WorkPool(2);
        var body = new CountingBody();
        pool.Run(8, Much, body);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var round = 0; round < 100; round++)
        {
            pool.Run(8, Much, body);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(101 * 8, body.Count);
    }

    [Fact]
    public async Task More_callers_than_the_pool_has_places_are_served()
    {
        using var pool = new WorkPool(2);
        using var all = new Barrier(20);
        var callers = Enumerable.Range(0, 20).Select(_ => Task.Factory.StartNew(
            () =>
            {
                var body = new CountingBody();
                all.SignalAndWait();
                for (var round = 0; round < 200; round++)
                {
                    pool.Run(7, Much, body);
                }

                return body.Count;
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default));
        Assert.All(await Task.WhenAll(callers), count => Assert.Equal(200 * 7, count));
    }

    private sealed class CountingBody : ILoopBody
    {
        private int _count;

        public int Count => _count;

        public void Run(int item) => Interlocked.Increment(ref _count);
    }
}
