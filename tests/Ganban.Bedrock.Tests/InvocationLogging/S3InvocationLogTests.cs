using System.IO.Compression;
using System.Text;
using Ganban.Bedrock.InvocationLogging;
using Ganban.Bedrock.Tests.Jobs;
using Ganban.Storage.Objects;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ganban.Bedrock.Tests.InvocationLogging;

/// <summary>Records on their way to a store that doesn't take everything.</summary>
public sealed class S3InvocationLogTests : IAsyncLifetime, IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    private readonly ManualClock _clock = new();
    private readonly TroubledStore _store = new();
    private S3InvocationLog _log = null!;

    public Task InitializeAsync()
    {
        var options = new InvocationLogOptions
        {
            S3Interval = Interval,
            S3ObjectBytesMax = 100,
            WaitingBytesMax = 1000,
        };
        _log = new S3InvocationLog(_store, options, _clock, NullLogger<S3InvocationLog>.Instance);
        return _log.StartAsync(default);
    }

    public Task DisposeAsync() => _log.StopAsync(default);

    public void Dispose() => _log.Dispose();

    [Fact]
    public async Task Records_of_an_hour_wait_for_each_other_until_they_are_enough()
    {
        Add("hour-1", 60);
        Add("hour-2", 10);
        Add("hour-1", 60);
        await _store.Until(1);

        Assert.Equal(("hour-1", 120), (_store.Written[0].Folder, _store.Written[0].Content.Length));
        await _log.StopAsync(default);
        Assert.Equal(("hour-2", 10), (_store.Written[1].Folder, _store.Written[1].Content.Length));
    }

    [Fact]
    public async Task What_the_store_does_not_take_for_the_moment_is_written_once_later()
    {
        _store.Troubles = 2;
        _store.Trouble = ObjectStoreError.Unavailable;
        Add("hour", 150);
        await _store.UntilAsked(1);
        await JobHost.Until(() =>
        {
            _clock.Advance(Interval);
            return Task.FromResult(_store.Written.Count > 0);
        });

        await _log.StopAsync(default);
        Assert.Equal(150, Assert.Single(_store.Written).Content.Length);
    }

    [Fact]
    public async Task A_body_that_the_store_does_not_take_for_the_moment_is_written_later_as_its_record_is()
    {
        _store.Troubles = 1;
        _store.Trouble = ObjectStoreError.Unavailable;
        var hour = new ObjectAddress("000000000000", "logs", "hour");
        var body = new S3LogBody(hour with { Key = "body/input" }, new byte[300]);
        _log.Add(new S3LogEntry(hour, new byte[150], [body]));
        await _store.Until(1);
        await JobHost.Until(() =>
        {
            _clock.Advance(Interval);
            return Task.FromResult(_store.Written.Count > 1);
        });

        await _log.StopAsync(default);
        Assert.Equal(
            [("hour", 150), ("body", 300)],
            _store.Written.Select(written => (written.Folder, written.Content.Length)));
    }

    [Fact]
    public async Task What_the_store_refuses_is_given_up_and_makes_room()
    {
        _store.Troubles = 1;
        _store.Trouble = ObjectStoreError.NoSuchBucket;
        Add("gone", 900);
        await _store.UntilAsked(1);
        await JobHost.Until(() =>
        {
            Add("here", 900); // Dropped as long as the other takes the room.
            return Task.FromResult(_store.Written.Count > 0);
        });

        await _log.StopAsync(default);
        Assert.All(_store.Written, written => Assert.Equal("here", written.Folder));
    }

    private void Add(string folder, int bytes) => _log.Add(new S3LogEntry(
        new ObjectAddress("000000000000", "logs", folder), Encoding.ASCII.GetBytes(new string('x', bytes)), []));

    private sealed class TroubledStore : IObjectStore
    {
        private int _asked;

        public int Troubles { get; set; }

        public ObjectStoreError Trouble { get; set; }

        public List<(string Folder, string Content)> Written { get; } = [];

        public Task Until(int written) => JobHost.Until(() => Task.FromResult(Written.Count >= written));

        public Task UntilAsked(int times) => JobHost.Until(() => Task.FromResult(_asked >= times));

        public async Task<StoredObject> Put(
            ObjectAddress address, ObjectSource source, PutOptions options, CancellationToken cancellationToken)
        {
            if (Interlocked.Increment(ref _asked) <= Troubles)
            {
                throw new ObjectStoreException(Trouble, "No.");
            }

            using var content = new MemoryStream();
            await source(content, cancellationToken);
            content.Position = 0;
            using var reader = new StreamReader(new GZipStream(content, CompressionMode.Decompress));
            Written.Add((address.Key.Split('/')[0], await reader.ReadToEndAsync(cancellationToken)));
            return new StoredObject(address.Key, content.Length, "", default, options.Headers, null);
        }

        public Task<StoredBucket> GetBucket(string account, string bucket, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<StoredObject?> Find(ObjectAddress address, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<ObjectReading> Open(ObjectAddress address, ByteRange? range, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<bool> Delete(ObjectAddress address, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<ObjectPage> List(
            string account, string bucket, ObjectQuery query, CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }
}
