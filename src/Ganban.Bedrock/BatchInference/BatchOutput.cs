using System.Buffers;
using System.Text.Json;
using Ganban.Bedrock.Jobs;
using Ganban.Contracts;
using Ganban.Storage.Objects;

namespace Ganban.Bedrock.BatchInference;

/// <summary>Writes what a job has done to its bucket: a file for each file of the input, and the manifest.</summary>
internal sealed class BatchOutput(IObjectStore objects)
{
    /// <summary>What the name of an output ends in.</summary>
    public const string Extension = ".out";

    private const string Manifest = "manifest.json.out";

    /// <summary>Writes the output of a file.</summary>
    /// <exception cref="BatchFailedException">The bucket can't be written to.</exception>
    public async Task Write(
        QueuedJob queued, BatchJob job, BatchFile file, PartialOutput output, CancellationToken cancellationToken)
    {
        await using var content = output.Open();
        var headers = new ObjectHeaders { ContentType = "application/jsonl" };
        await Put(
            Address(queued, job, file.Name + Extension),
            address => objects.Put(address, content, headers, cancellationToken));
    }

    /// <summary>Writes the manifest: how many records and tokens there were.</summary>
    /// <exception cref="BatchFailedException">The bucket can't be written to.</exception>
    public async Task WriteManifest(
        QueuedJob queued, BatchJob job, IReadOnlyList<PartialOutput> outputs, CancellationToken cancellationToken)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, ShapeWriter.Options))
        {
            writer.WriteStartObject();
            writer.WriteNumber("totalRecordCount", job.Records ?? 0);
            writer.WriteNumber("processedRecordCount", outputs.Sum(output => output.Records));
            writer.WriteNumber("successRecordCount", outputs.Sum(output => output.Succeeded));
            writer.WriteNumber("errorRecordCount", outputs.Sum(output => output.Failed));
            writer.WriteNumber("inputTokenCount", outputs.Sum(output => output.InputTokens));
            writer.WriteNumber("outputTokenCount", outputs.Sum(output => output.OutputTokens));
            writer.WriteEndObject();
        }

        var headers = new ObjectHeaders { ContentType = "application/json" };
        await Put(
            Address(queued, job, Manifest),
            address => objects.Put(address, buffer.WrittenMemory, headers, cancellationToken));
    }

    /// <summary>Where a file of the job's output lies.</summary>
    public static ObjectAddress Address(QueuedJob queued, BatchJob job, string name)
    {
        var output = BatchInput.Address(queued.Tenant, job.OutputUri);
        var prefix = output.Key.TrimEnd('/');
        return output with { Key = prefix.Length == 0 ? $"{queued.Id}/{name}" : $"{prefix}/{queued.Id}/{name}" };
    }

    private static async Task Put(ObjectAddress address, Func<ObjectAddress, Task> put)
    {
        try
        {
            await put(address);
        }
        catch (ObjectStoreException e)
        {
            throw new BatchFailedException($"{address} can't be written. {e.Error}: {e.Message}", e);
        }
    }
}
