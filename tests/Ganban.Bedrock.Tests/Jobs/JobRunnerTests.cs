using Ganban.Bedrock.Jobs;
using Ganban.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ganban.Bedrock.Tests.Jobs;

public sealed class JobRunnerTests
{
    private static readonly Tenant Owner = new("123456789012", "us-east-1");

    [Fact]
    public async Task A_job_that_the_store_fails_goes_on_after_a_while_without_a_restart()
    {
        await using var stored = TestStore.Open();
        var clock = new ManualClock();
        var type = new FailingJobType();
        var options = new JobOptions { Folder = Directory.CreateTempSubdirectory("ganban-runner-tests-").FullName };
        using var runner = new JobRunner(
            stored.Store, new JobFolders(options), [type], options, clock, NullLogger<JobRunner>.Instance);
        var job = new QueuedJob(type.Name, Owner.Account, Owner.Region, "1", ExpiresAt: null);
        await stored.Store.CommitAsync([job.Create()], default);
        await runner.StartAsync(default);
        await JobHost.Until(() => Task.FromResult(type.Runs == 1));

        type.Fails = false;
        await JobHost.Until(async () =>
        {
            clock.Advance(TimeSpan.FromSeconds(10));
            return !await Exists(stored.Store, job);
        });

        Assert.Equal(2, type.Runs);
        await runner.StopAsync(default);
        Directory.Delete(options.Folder, recursive: true);
    }

    private static async Task<bool> Exists(ResourceStore store, QueuedJob job) =>
        await store.GetAsync(Tenant.Global, QueuedJob.Kind, job.DocumentId, default) is not null;

    private sealed class FailingJobType : IJobType
    {
        private int _runs;

        public string Name => "failing";

        public bool Fails { get; set; } = true;

        public int Runs => Volatile.Read(ref _runs);

        public Task Run(QueuedJob job, CancellationToken interrupted, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _runs);
            return Fails ? throw new IOException("The disk is full.") : Task.CompletedTask;
        }
    }
}
