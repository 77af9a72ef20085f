using System.Text;
using Ganban.Bedrock.BatchInference;
using Ganban.Bedrock.Costs;
using Ganban.Bedrock.Engines;
using Ganban.Bedrock.FoundationModels;
using Ganban.Bedrock.InferenceProfiles;
using Ganban.Bedrock.Invocation;
using Ganban.Bedrock.Jobs;
using Ganban.Bedrock.ModelAccess;
using Ganban.Bedrock.PromptRouters;
using Ganban.Bedrock.Prompts;
using Ganban.Bedrock.Observation;
using Ganban.Bedrock.ProvisionedThroughput;
using Ganban.Contracts.Bedrock;
using Ganban.Storage;
using Ganban.Storage.Objects;
using Ganban.Storage.Sqlite.Objects;
using Microsoft.Extensions.DependencyInjection;

namespace Ganban.Bedrock.Tests.Jobs;

/// <summary>Batch inference over an engine with a gate, a clock that a test moves, and stores of its own.</summary>
internal sealed class JobHost : IAsyncDisposable
{
    public const string Account = "123456789012";
    private static readonly TimeSpan StateMax = TimeSpan.FromSeconds(30);
    private readonly TestStore _store = TestStore.Open();
    private readonly string _folder = Directory.CreateTempSubdirectory("ganban-jobs-tests-").FullName;
    private readonly FileObjectStore _objects;
    private readonly ServiceProvider _services;

    private JobHost(FileObjectStore objects, BatchInferenceOptions options, JobOptions jobs)
    {
        _objects = objects;
        jobs.Folder = Path.Combine(_folder, "jobs");
        var engine = new Engine("test", "has a gate", new TextEngine("gate", Engine), null);
        _services = new ServiceCollection()
            .AddLogging()
            .AddMetrics()
            .AddSingleton<TimeProvider>(Clock)
            .AddSingleton(_store.Store)
            .AddSingleton<IObjectStore>(_ => _objects)
            .AddModels(engine)
            .AddSingleton<InvocationMeter>()
            .AddSingleton<SpendLedger>()
            .AddInvocation()
            .AddJobs(jobs)
            .AddBatchInference(options)
            .AddOperationHandlers()
            .BuildServiceProvider();
    }

    public ManualClock Clock { get; } = new();

    public GateChatClient Engine { get; } = new();

    public FailingDatabase Database => _store.Database;

    public JobRunner Runner => _services.GetRequiredService<JobRunner>();

    /// <summary>What all invocations up to now would have cost, and how many there were.</summary>
    public async Task<SpendSum> Spent()
    {
        await _services.GetRequiredService<SpendLedger>().Flush(default);
        var report = new SpendReport(_store.Store, TimeProvider.System);
        return Assert.Single(await report.Read(new SpendQuery(null, null, "model"), default)).Value;
    }

    public static async Task<JobHost> Open(BatchInferenceOptions? options = null, JobOptions? jobs = null)
    {
        var folder = Directory.CreateTempSubdirectory("ganban-jobs-objects-").FullName;
        var objects = await FileObjectStore.Open(folder, TimeProvider.System, 0, CancellationToken.None);
        return new JobHost(objects, options ?? new BatchInferenceOptions(), jobs ?? new JobOptions());
    }

    /// <summary>Creates a job of so many records in buckets of the account.</summary>
    public async Task<string> Create(string name, int records, string account = Account)
    {
        var bucket = "bucket-" + account;
        if ((await _objects.ListBuckets(account, default)).Count == 0)
        {
            await _objects.CreateBucket(account, bucket, "us-east-1", default);
        }

        var lines = string.Concat(Enumerable.Range(0, records).Select(
            i => $"{{\"recordId\":\"R{i}\",\"modelInput\":{{\"prompt\":\"Hi\",\"max_gen_len\":4}}}}\n"));
        await _objects.Put(
            new ObjectAddress(account, bucket, name + ".jsonl"), Encoding.UTF8.GetBytes(lines), new ObjectHeaders(), default);
        var handler = _services.GetRequiredService<CreateModelInvocationJobHandler>();
        var request = new CreateModelInvocationJobRequest
        {
            JobName = name,
            RoleArn = $"arn:aws:iam::{account}:role/batch",
            ModelId = "meta.llama3-8b-instruct-v1:0",
            InputDataConfig = new ModelInvocationJobInputDataConfig.S3InputDataConfig(
                new ModelInvocationJobS3InputDataConfig { S3Uri = $"s3://{bucket}/{name}.jsonl" }),
            OutputDataConfig = new ModelInvocationJobOutputDataConfig.S3OutputDataConfig(
                new ModelInvocationJobS3OutputDataConfig { S3Uri = $"s3://{bucket}/out" }),
        };
        var response = await handler.Handle(request, TestStore.Call(account: account), default);
        return response.JobArn.Split('/')[1];
    }

    public async Task<BatchJob> Get(string id, string account = Account) =>
        (await _services.GetRequiredService<BatchJobs>().Get(new Tenant(account, "us-east-1"), id, default)).Document;

    public async Task<BatchJob> End(string id)
    {
        await Until(async () => BatchJobs.IsOver((await Get(id)).Status));
        return await Get(id);
    }

    /// <summary>The keys of a job's output.</summary>
    public async Task<IEnumerable<string>> Output(string id)
    {
        var query = new ObjectQuery { Prefix = $"out/{id}/" };
        var page = await _objects.List(Account, "bucket-" + Account, query, default);
        return page.Objects.Select(item => item.Key.Split('/')[2]);
    }

    public Task Waiting(params string[] accounts) =>
        Until(() => Task.FromResult(Engine.Waiting.SequenceEqual(accounts)));

    public static async Task Until(Func<Task<bool>> holds)
    {
        using var late = new CancellationTokenSource(StateMax);
        while (!await holds())
        {
            await Task.Delay(5, late.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Runner.StopAsync(default);
        await _services.DisposeAsync();
        await _objects.DisposeAsync();
        await _store.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
