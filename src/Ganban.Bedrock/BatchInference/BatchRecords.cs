using System.Buffers;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Ganban.Bedrock.Jobs;
using Ganban.Contracts;
using Ganban.Protocol.Callers;
using Ganban.Storage;

namespace Ganban.Bedrock.BatchInference;

/// <summary>
/// The records of one job on their way through the model, several at a time over all its files. What an earlier process
/// finished is not run again.
/// </summary>
internal sealed class BatchRecords(
    QueuedJob queued, BatchJob job, string folder, ModelCalls calls, BatchInferenceOptions options) : IAsyncDisposable
{
    private const string OperationName = "CreateModelInvocationJob";
    private const string NoModelId =
        "Malformed input request: modelInput.modelId: Extra inputs are not permitted. The job's modelId holds for every record.";

    private readonly IReadOnlyList<BatchFile> _files = job.Files!;
    private readonly IReadOnlyList<PartialOutput> _outputs =
        [.. job.Files!.Select((_, file) => new PartialOutput(folder, file))];

    private readonly Caller _caller = new(queued.Account, queued.Region, job.CallerArn);

    /// <summary>The outputs, one a file.</summary>
    public IReadOnlyList<PartialOutput> Outputs => _outputs;

    /// <summary>The job with the counts of its records as they are now.</summary>
    public BatchJob Counted(BatchJob present) => present with
    {
        Succeeded = _outputs.Sum(output => output.Succeeded),
        Failed = _outputs.Sum(output => output.Failed),
    };

    /// <summary>Reads what an earlier process did.</summary>
    public async Task Recover(CancellationToken cancellationToken)
    {
        foreach (var output in _outputs)
        {
            await output.Recover(cancellationToken);
        }
    }

    /// <summary>Runs what is not done yet.</summary>
    /// <param name="finished">Called when a file's last record is done.</param>
    /// <param name="cancellationToken">Ends the work; what is done stays.</param>
    public async Task Run(Func<int, CancellationToken, Task> finished, CancellationToken cancellationToken)
    {
        var parallel = new ParallelOptions
        {
            MaxDegreeOfParallelism = options.Concurrency,
            CancellationToken = cancellationToken,
        };
        await Parallel.ForEachAsync(Rest(cancellationToken), parallel, async (item, token) =>
        {
            var output = _outputs[item.File];
            var (line, use) = await Answer(item, token);
            var records = await output.Append(item.Line, line, use, token);
            if (records == _files[item.File].Records)
            {
                await output.Close();
                await finished(item.File, token);
            }
        });
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var output in _outputs)
        {
            await output.DisposeAsync();
        }
    }

    private async IAsyncEnumerable<Item> Rest([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var file = 0; file < _files.Count; file++)
        {
            if (_outputs[file].Records == _files[file].Records)
            {
                continue;
            }

            await using var input = File.OpenRead(BatchInput.CopyOf(folder, file));
            await foreach (var (number, line) in JsonLines.Read(input, options.RecordBytesMax, cancellationToken))
            {
                var text = number == 1 ? BatchRecord.WithoutMark(line) : line;
                if (!BatchRecord.IsBlank(text.Span) && !_outputs[file].IsRecovered(number))
                {
                    var record = BatchRecord.Read(text, out var problem)
                        ?? throw new InvalidDataException($"Line {number} was a record and is none: {problem}");
                    yield return new Item(file, number, record);
                }
            }
        }
    }

    private async Task<(ReadOnlyMemory<byte> Line, ModelUse Use)> Answer(Item item, CancellationToken cancellationToken)
    {
        var id = item.Record.IdAt(queued.Id, item.File, item.Line);
        if (item.Record.NamesModel)
        {
            return (ErrorLine(id, item.Record, (int)HttpStatusCode.BadRequest, NoModelId), default);
        }

        var call = new ModelCall(OperationName, _caller, job.ModelId, item.Record.ModelInput)
        {
            IsConverse = job.IsConverse,
            IsBatch = true,
            IsPatient = true,
        };
        var result = await calls.Run(call, cancellationToken);
        return (
            result.Error is { } error
                ? ErrorLine(id, item.Record, error.Status, error.Message)
                : Line(id, item.Record, "modelOutput", writer => writer.WriteRawValue(result.Output.Span, true)),
            new ModelUse(result.Error is null, result.InputTokens, result.OutputTokens));
    }

    private static ReadOnlyMemory<byte> ErrorLine(string id, BatchRecord record, int code, string message) =>
        Line(id, record, "error", writer =>
        {
            writer.WriteStartObject();
            writer.WriteNumber("errorCode", code);
            writer.WriteString("errorMessage", message);
            writer.WriteEndObject();
        });

    private static ReadOnlyMemory<byte> Line(
        string id, BatchRecord record, string member, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(record.ModelInput.Length + 1024);
        using (var writer = new Utf8JsonWriter(buffer, ShapeWriter.Options))
        {
            writer.WriteStartObject();
            writer.WriteString("recordId", id);
            writer.WritePropertyName("modelInput");
            writer.WriteRawValue(record.ModelInput.Span, skipInputValidation: true);
            writer.WritePropertyName(member);
            write(writer);
            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    private sealed record Item(int File, long Line, BatchRecord Record);
}
