using Ganban.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Ganban.Bedrock.Jobs;

/// <summary>
/// Runs queued jobs in the order in which they came, a few at a time in all and of each account. Jobs that a process
/// before this one left unfinished come first; one that the store fails, as on a full disk, is tried again. Safe for
/// concurrent use.
/// </summary>
internal sealed partial class JobRunner(
    ResourceStore store,
    JobFolders folders,
    IEnumerable<IJobType> types,
    JobOptions options,
    TimeProvider clock,
    ILogger<JobRunner> logger) : BackgroundService
{
    private const int PageSize = 1000;
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(10); // how late an expiry may be seen
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(10);
    private readonly Dictionary<string, IJobType> _types = types.ToDictionary(type => type.Name);
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _wake = new(0);
    private readonly List<QueuedJob> _waiting = [];
    private readonly HashSet<QueuedJob> _urgent = [];
    private readonly Dictionary<QueuedJob, DateTimeOffset> _failed = []; // with the time of their next try
    private readonly Dictionary<QueuedJob, RunningJob> _running = [];

    /// <summary>Takes a job whose <see cref="QueuedJob"/> is in the store.</summary>
    public void Add(QueuedJob job)
    {
        lock (_gate)
        {
            if (!_waiting.Contains(job) && !_running.ContainsKey(job) && !_failed.ContainsKey(job))
            {
                _waiting.Add(job);
            }
        }

        _wake.Release();
    }

    /// <summary>Tells a job to look at its document; one that waits gets its turn at once.</summary>
    public async Task Interrupt(QueuedJob job)
    {
        RunningJob? running;
        lock (_gate)
        {
            running = _running.GetValueOrDefault(job);
            if (_waiting.Contains(job) || _failed.ContainsKey(job))
            {
                _urgent.Add(job);
            }
        }

        _wake.Release();
        await (running?.Interruption.CancelAsync() ?? Task.CompletedTask);
    }

    /// <summary>Whether an account has as many unfinished jobs of a type in a region as it may have.</summary>
    public Task<bool> IsFull(string type, Tenant tenant, CancellationToken cancellationToken)
    {
        var query = new ListQuery { Parent = QueuedJob.ParentOf(type, tenant) };
        return store.HasAsync(Tenant.Global, QueuedJob.Kind, query, options.UnfinishedMax, cancellationToken);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        _wake.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Load(stoppingToken);
            await using var timer = clock.CreateTimer(_ => _wake.Release(), null, LookInterval, LookInterval);
            while (true)
            {
                Start(stoppingToken);
                await _wake.WaitAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops; what runs is told so too.
        }

        Task[] ending;
        lock (_gate)
        {
            ending = [.. _running.Values.Select(running => running.Work)];
        }

        await Task.WhenAll(ending);
    }

    private async Task Load(CancellationToken cancellationToken)
    {
        var all = new ListQuery { PageSize = PageSize };
        var found = await store.ListAllAsync(Tenant.Global, QueuedJob.Kind, all, cancellationToken)
            .Select(item => item.Document)
            .ToListAsync(cancellationToken);

        // A job that is added at this moment may be created in the store before or after the list was read.
        lock (_gate)
        {
            _waiting.InsertRange(0, found.Except(_waiting));
            folders.KeepOnly(_waiting);
        }
    }

    private void Start(CancellationToken stoppingToken)
    {
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            foreach (var (job, _) in _failed.Where(failed => failed.Value <= now).ToList())
            {
                _failed.Remove(job);
                _waiting.Add(job);
            }

            foreach (var job in _waiting.Where(job => _types.ContainsKey(job.Type)).ToList())
            {
                var isUrgent = _urgent.Contains(job) || job.ExpiresAt <= now;
                if (isUrgent || HasPlace(job.Account))
                {
                    _waiting.Remove(job);
                    var running = _running[job] = new RunningJob();
                    if (_urgent.Remove(job))
                    {
                        running.Interruption.Cancel();
                    }

                    var interrupted = running.Interruption.Token;
                    running.Work = Task.Run(() => Run(job, interrupted, stoppingToken), CancellationToken.None);
                }
            }
        }
    }

    private bool HasPlace(string account) =>
        _running.Count < options.JobsMax
        && _running.Keys.Count(job => job.Account == account) < options.JobsPerAccountMax;

    private async Task Run(QueuedJob job, CancellationToken interrupted, CancellationToken stoppingToken)
    {
        try
        {
            await _types[job.Type].Run(job, interrupted, stoppingToken);
            await store.DeleteAsync(Tenant.Global, QueuedJob.Kind, job.DocumentId, CancellationToken.None);
            DeleteFolder(job);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // It goes on at the next start.
        }
        catch (IOException e)
        {
            LogStoreFailed(e, job.DocumentId);
            lock (_gate)
            {
                _failed[job] = clock.GetUtcNow() + RetryDelay;
            }
        }
        catch (Exception e)
        {
            LogFailed(e, job.DocumentId);
        }

        lock (_gate)
        {
            _running.Remove(job);
        }

        if (!stoppingToken.IsCancellationRequested)
        {
            _wake.Release();
        }
    }

    private void DeleteFolder(QueuedJob job)
    {
        try
        {
            folders.Delete(job);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogFolderLeft(e, job.DocumentId); // The job is over all the same.
        }
    }

    [LoggerMessage(1, LogLevel.Error, "The job {Job} could not be run to its end; it is tried again when the server starts")]
    private partial void LogFailed(Exception exception, string job);

    [LoggerMessage(2, LogLevel.Error, "The job {Job} could not be run to its end, for the store failed; it is tried again in a while")]
    private partial void LogStoreFailed(Exception exception, string job);

    [LoggerMessage(3, LogLevel.Warning, "The folder of the job {Job}, which is over, can't be deleted before the next start")]
    private partial void LogFolderLeft(Exception exception, string job);

    private sealed class RunningJob
    {
        // Never disposed, so that one who holds it may still cancel it; it has neither timer nor handle.
        public CancellationTokenSource Interruption { get; } = new();

        public Task Work { get; set; } = Task.CompletedTask;
    }
}
