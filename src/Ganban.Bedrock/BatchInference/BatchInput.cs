using System.Globalization;
using System.Text;
using Ganban.Bedrock.Jobs;
using Ganban.Storage;
using Ganban.Storage.Objects;

namespace Ganban.Bedrock.BatchInference;

/// <summary>
/// Finds the files of a job, copies them into the job's folder and checks every line. From then on the job needs its
/// input no more: it may change or vanish, and a restart goes on with what was checked.
/// </summary>
internal sealed class BatchInput(IObjectStore objects, BatchInferenceOptions options)
{
    private const string Extension = ".jsonl";
    private const int FilesMax = 1000;

    /// <summary>The copy of a file in the job's folder.</summary>
    public static string CopyOf(string folder, int file) =>
        Path.Combine(folder, file.ToString(CultureInfo.InvariantCulture) + ".input");

    /// <summary>Copies and checks a job's input.</summary>
    /// <exception cref="BatchFailedException">It can't be used; the message names file and line.</exception>
    public async Task<IReadOnlyList<BatchFile>> Take(
        QueuedJob queued, BatchJob job, string folder, CancellationToken cancellationToken)
    {
        try
        {
            var output = Address(queued.Tenant, job.OutputUri);
            await objects.GetBucket(queued.Account, output.Bucket, cancellationToken);
            var found = await Find(Address(queued.Tenant, job.InputUri), cancellationToken);
            CheckKeys(found.Select(file => BatchOutput.Address(queued, job, file.Name)));
            Directory.CreateDirectory(folder);
            var files = new List<BatchFile>();
            foreach (var (address, name) in found)
            {
                var copy = CopyOf(folder, files.Count);
                await Copy(address, copy, cancellationToken);
                files.Add(new BatchFile(address.Key, name, await Count(address, copy, cancellationToken)));
            }

            CheckCount(files.Sum(file => file.Records));
            return files;
        }
        catch (ObjectStoreException e)
        {
            throw new BatchFailedException($"The job's buckets can't be used. {e.Error}: {e.Message}", e);
        }
    }

    /// <summary>Where a URI of a job leads.</summary>
    public static ObjectAddress Address(Tenant tenant, string uri) =>
        ObjectAddress.TryParse(tenant.Account, uri, out var address)
            ? address
            : throw new BatchFailedException($"{uri} is not the address of an object or a folder in S3.");

    private async Task<List<(ObjectAddress Address, string Name)>> Find(
        ObjectAddress input, CancellationToken cancellationToken)
    {
        await objects.GetBucket(input.Account, input.Bucket, cancellationToken);
        if (input.Key.Length > 0 && await objects.Find(input, cancellationToken) is { } single)
        {
            return input.Key.EndsWith(Extension, StringComparison.Ordinal)
                ? [(Sized(input, single.Bytes), Path.GetFileName(input.Key))]
                : throw new BatchFailedException($"{input} must end in {Extension}.");
        }

        var prefix = input.Key.Length == 0 || input.Key.EndsWith('/') ? input.Key : input.Key + "/";
        var found = new List<(ObjectAddress, string)>();
        var (bytes, next) = (0L, (string?)null);
        do
        {
            var query = new ObjectQuery { Prefix = prefix, Continuation = next };
            var page = await objects.List(input.Account, input.Bucket, query, cancellationToken);
            foreach (var item in page.Objects.Where(item => item.Key.EndsWith(Extension, StringComparison.Ordinal)))
            {
                found.Add((Sized(input with { Key = item.Key }, item.Bytes), item.Key[prefix.Length..]));
                bytes += item.Bytes;
            }

            if (found.Count > FilesMax || bytes > options.JobBytesMax)
            {
                throw new BatchFailedException(
                    $"{input} holds more than {FilesMax} files or {options.JobBytesMax} bytes. Split the job.");
            }

            next = page.Next;
        }
        while (next is not null);

        return found.Count > 0
            ? found
            : throw new BatchFailedException($"There is no file at {input} that ends in {Extension}.");
    }

    private ObjectAddress Sized(ObjectAddress address, long bytes) =>
        bytes <= Math.Min(options.FileBytesMax, options.JobBytesMax)
            ? address
            : throw new BatchFailedException(
                $"{address} has {bytes} bytes, {options.FileBytesMax} are allowed. Split the file.");

    private async Task Copy(ObjectAddress address, string copy, CancellationToken cancellationToken)
    {
        await using var reading = await objects.Open(address, null, cancellationToken);
        Sized(address, reading.Bytes);
        await using var file = new FileStream(copy, FileMode.Create, FileAccess.Write);
        await reading.Content.CopyToAsync(file, cancellationToken);
    }

    private async Task<long> Count(ObjectAddress address, string copy, CancellationToken cancellationToken)
    {
        var records = 0L;
        await using var file = File.OpenRead(copy);
        try
        {
            await foreach (var (number, line) in JsonLines.Read(file, options.RecordBytesMax, cancellationToken))
            {
                var text = number == 1 ? BatchRecord.WithoutMark(line) : line;
                if (BatchRecord.IsBlank(text.Span))
                {
                    continue;
                }

                if (BatchRecord.Read(text, out var problem) is null)
                {
                    throw new BatchFailedException($"{address}, line {number}: {problem}");
                }

                records++;
            }
        }
        catch (LineTooLongException e)
        {
            throw new BatchFailedException(
                $"{address}, line {e.Number}: The line has more than {options.RecordBytesMax} bytes.", e);
        }

        return records > 0
            ? records
            : throw new BatchFailedException($"{address} holds no record.");
    }

    // Else the job would fail when all its work is done.
    private static void CheckKeys(IEnumerable<ObjectAddress> outputs)
    {
        var bytesMax = ObjectAddress.KeyBytesMax - BatchOutput.Extension.Length;
        foreach (var output in outputs.Where(output => Encoding.UTF8.GetByteCount(output.Key) > bytesMax))
        {
            throw new BatchFailedException(
                $"{output} is too long for the key of an object. Use shorter names of folders or files.");
        }
    }

    private void CheckCount(long records)
    {
        if (records < options.RecordsMin || records > options.RecordsMax)
        {
            throw new BatchFailedException(
                $"The job has {records} records; {options.RecordsMin} to {options.RecordsMax} are allowed.");
        }
    }
}
