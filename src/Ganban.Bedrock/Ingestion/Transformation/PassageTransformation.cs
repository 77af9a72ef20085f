using System.Text.Json;
using Ganban.Bedrock.Ingestion.Chunking;
using Ganban.Contracts.BedrockAgent;
using Ganban.Functions;
using Ganban.Storage.Objects;

namespace Ganban.Bedrock.Ingestion.Transformation;

/// <summary>
/// Lets the functions of a data source change the passages of a document before they are embedded: passages go into
/// files in the intermediate bucket, a function is told where, and tells where it wrote its own.
/// </summary>
internal sealed class PassageTransformation(
    IObjectStore objects, SourceObjects source, IEnumerable<IFunctionInvoker> functions)
{
    private const int PassagesPerFile = 100;
    private const int FilesMax = 1_000;
    private const int PassagesMax = 100_000;
    private const long FileBytesMax = 16L << 20;

    private readonly IFunctionInvoker? _functions = functions.FirstOrDefault();

    /// <summary>The passages as the functions leave them; the same where the data source has none.</summary>
    /// <exception cref="DocumentFailedException">A function fails, or answers something else.</exception>
    /// <exception cref="IngestionFailedException">Functions or the bucket can't be used.</exception>
    public async Task<IReadOnlyList<Passage>> Apply(
        IngestionTarget target,
        SourceFile file,
        IReadOnlyList<Passage> passages,
        CancellationToken cancellationToken)
    {
        var configuration = target.Ingestion?.CustomTransformationConfiguration;
        if (configuration is null)
        {
            return passages;
        }

        var folder = target.Intermediate ?? throw new IngestionFailedException(
            $"The intermediate storage {configuration.IntermediateStorage.S3Location.Uri} is not the address of a bucket.");

        foreach (var step in configuration.Transformations)
        {
            var function = step.TransformationFunction.TransformationLambdaConfiguration.LambdaArn;
            var keys = await Write(target, folder, file, passages, cancellationToken);
            var payload = TransformationFiles.Event(target, folder.Bucket, file, keys);
            var answer = await Invoke(target, function, payload, cancellationToken);
            passages = await Read(folder, answer, cancellationToken);
        }

        return passages;
    }

    private async Task<IReadOnlyList<string>> Write(
        IngestionTarget target,
        ObjectAddress folder,
        SourceFile file,
        IReadOnlyList<Passage> passages,
        CancellationToken cancellationToken)
    {
        var keys = new List<string>();
        foreach (var batch in passages.Chunk(PassagesPerFile))
        {
            var key = target.KeyOf(folder.Key, file, $"_{keys.Count + 1}.JSON");
            try
            {
                await objects.Put(
                    folder with { Key = key },
                    TransformationFiles.Write(batch),
                    new ObjectHeaders { ContentType = "application/json" },
                    cancellationToken);
            }
            catch (ObjectStoreException e)
            {
                throw new IngestionFailedException(
                    $"The intermediate storage s3://{folder.Bucket} can't be written: {e.Error}: {e.Message}", e);
            }

            keys.Add(key);
        }

        return keys;
    }

    private async Task<ReadOnlyMemory<byte>> Invoke(
        IngestionTarget target, string function, byte[] payload, CancellationToken cancellationToken)
    {
        if (_functions is null)
        {
            throw new IngestionFailedException("This server runs no functions, which the data source's transformation needs.");
        }

        try
        {
            var answer = await _functions.InvokeAsync(
                new FunctionCall(target.Tenant, function, payload), cancellationToken);
            return answer.Error is null
                ? answer.Payload
                : throw new DocumentFailedException(
                    $"the function {function} failed: {TransformationFiles.ErrorOf(answer.Payload)}");
        }
        catch (FunctionException e) when (e.Failure is FunctionFailure.TimedOut or FunctionFailure.BadAnswer)
        {
            throw new DocumentFailedException($"the function {function} failed: {e.Message}", e);
        }
        catch (FunctionException e)
        {
            throw new IngestionFailedException($"The function {function} can't be run: {e.Message}", e);
        }
    }

    private async Task<IReadOnlyList<Passage>> Read(
        ObjectAddress folder, ReadOnlyMemory<byte> answer, CancellationToken cancellationToken)
    {
        var passages = new List<Passage>();
        var outputs = TransformationFiles.Outputs(answer);
        if (outputs.Count > FilesMax)
        {
            throw new DocumentFailedException($"the function named more than {FilesMax} files");
        }

        foreach (var (key, attributes) in outputs)
        {
            var address = folder with { Key = key };
            var content = await source.Bytes(
                address, FileBytesMax, $"{address}, which the function names,", cancellationToken);
            passages.AddRange(TransformationFiles.Read(key, content, attributes));
            if (passages.Count > PassagesMax)
            {
                throw new DocumentFailedException($"the function made more than {PassagesMax} passages");
            }
        }

        return passages;
    }
}
