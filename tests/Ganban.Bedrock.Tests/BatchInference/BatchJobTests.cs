using Ganban.Bedrock.BatchInference;
using Ganban.Bedrock.Jobs;
using Ganban.Bedrock.Tests.Jobs;

namespace Ganban.Bedrock.Tests.BatchInference;

/// <summary>What time and limits do to jobs.</summary>
public sealed class BatchJobTests
{
    private const string Other = "210987654321";
    private static readonly TimeSpan TimeMax = TimeSpan.FromHours(24);

    [Fact]
    public async Task A_job_whose_time_is_up_before_it_begins_is_expired()
    {
        await using var host = await JobHost.Open();
        var id = await host.Create("late", 2);
        host.Clock.Advance(TimeMax);
        await host.Runner.StartAsync(default);

        var job = await host.End(id);

        Assert.Equal("Expired", job.Status);
        Assert.Equal(host.Clock.GetUtcNow(), job.EndedAt);
        Assert.Empty(await host.Output(id));
    }

    [Fact]
    public async Task A_job_whose_time_is_up_in_the_middle_leaves_what_is_done()
    {
        await using var host = await JobHost.Open(new BatchInferenceOptions { Concurrency = 2 });
        await host.Runner.StartAsync(default);
        var id = await host.Create("slow", 5);
        host.Engine.Pass(3);
        await JobHost.Until(() => Task.FromResult(host.Engine.Passed == 3));
        await host.Waiting(JobHost.Account, JobHost.Account);
        host.Clock.Advance(TimeMax);

        var job = await host.End(id);

        Assert.Equal(("PartiallyCompleted", 3L, 5L), (job.Status, job.Succeeded, job.Records));
        Assert.Equal(["manifest.json.out", "slow.jsonl.out"], await host.Output(id));
    }

    [Fact]
    public async Task Accounts_have_their_share_of_the_places()
    {
        await using var host = await JobHost.Open(
            new BatchInferenceOptions { Concurrency = 1 }, new JobOptions { JobsMax = 2, JobsPerAccountMax = 1 });
        await host.Runner.StartAsync(default);
        await host.Create("first", 1);
        var second = await host.Create("second", 1);
        await host.Create("other", 1, Other);

        await host.Waiting(JobHost.Account, Other);
        Assert.Equal("Submitted", (await host.Get(second)).Status);
        host.Engine.Pass(2);
        await host.Waiting(JobHost.Account);
        host.Engine.Pass(1);
        Assert.Equal("Completed", (await host.End(second)).Status);
    }

    [Fact]
    public async Task Every_record_is_summed_at_the_price_of_batches()
    {
        await using var host = await JobHost.Open();
        await host.Runner.StartAsync(default);
        host.Engine.Pass(5);
        await host.End(await host.Create("priced", 5));

        var sum = await host.Spent();
        Assert.Equal((5L, 40L, 10L, 0L), (sum.Invocations, sum.InputTokens, sum.OutputTokens, sum.Unpriced));
        Assert.Equal(((40 * 0.0003m) + (10 * 0.0006m)) / 1000 / 2, sum.Usd);
    }

    [Fact]
    public async Task A_write_of_progress_that_the_store_fails_is_made_up_for()
    {
        await using var host = await JobHost.Open();
        var id = await FailNextWrite(host, "reported");
        host.Engine.Pass(1);
        await JobHost.Until(() =>
        {
            host.Clock.Advance(TimeSpan.FromSeconds(1));
            return Task.FromResult(host.Database.Failures == 0);
        });
        await JobHost.Until(async () =>
        {
            host.Clock.Advance(TimeSpan.FromSeconds(1));
            return (await host.Get(id)).Succeeded == 1;
        });
        host.Engine.Pass(2);

        await AssertWhole(host, id, "reported");
    }

    [Fact]
    public async Task A_job_whose_end_the_store_fails_ends_later_and_asks_nothing_again()
    {
        await using var host = await JobHost.Open();
        var id = await FailNextWrite(host, "ended");
        host.Engine.Pass(3);
        await JobHost.Until(() => Task.FromResult(host.Database.Failures == 0));
        await JobHost.Until(async () =>
        {
            host.Clock.Advance(TimeSpan.FromSeconds(10));
            return BatchJobs.IsOver((await host.Get(id)).Status);
        });

        await AssertWhole(host, id, "ended");
    }

    [Fact]
    public async Task A_job_with_fewer_records_than_are_wanted_fails_and_says_how_many()
    {
        await using var host = await JobHost.Open(new BatchInferenceOptions { RecordsMin = 100 });
        await host.Runner.StartAsync(default);

        var job = await host.End(await host.Create("small", 99));

        Assert.Equal(("Failed", "The job has 99 records; 100 to 50000 are allowed."), (job.Status, job.Message));
    }

    [Fact]
    public async Task An_account_can_not_queue_without_end()
    {
        await using var host = await JobHost.Open(jobs: new JobOptions { UnfinishedMax = 2 });
        await host.Create("one", 1);
        await host.Create("two", 1);
        await Assert.ThrowsAsync<Contracts.Bedrock.ServiceQuotaExceededException>(() => host.Create("three", 1));
        await host.Create("three", 1, Other);
    }

    // Of a job whose three records have been asked.
    private static async Task<string> FailNextWrite(JobHost host, string name)
    {
        await host.Runner.StartAsync(default);
        var id = await host.Create(name, 3);
        await host.Waiting(JobHost.Account, JobHost.Account, JobHost.Account);
        host.Database.Failures = 1;
        return id;
    }

    private static async Task AssertWhole(JobHost host, string id, string name)
    {
        var job = await host.End(id);

        Assert.Equal(("Completed", 3L, 3), (job.Status, job.Succeeded, host.Engine.Passed));
        Assert.Equal(
            new[] { "manifest.json.out", name + ".jsonl.out" }.Order(StringComparer.Ordinal),
            (await host.Output(id)).Order(StringComparer.Ordinal));
    }
}
