using Ganban.Kernels.Formats;
using Ganban.Kernels.Quantization;

namespace Ganban.Inference.ModelFiles;

/// <summary>
/// Writes a model of F32, F16 and BF16 weights anew in a mix of smaller formats. Tensors pass through memory in pieces,
/// on all cores.
/// </summary>
public static class GgufQuantizer
{
    private const int PieceNumbers = 1 << 19;
    private const int LayersMax = 1 << 16;

    /// <summary>Quantises a file.</summary>
    /// <param name="source">The GGUF file; of a split model the first. The result is one file.</param>
    /// <param name="target">The file to write; it appears when it is whole.</param>
    /// <param name="mix">The mix.</param>
    /// <param name="threads">How many cores to use.</param>
    /// <param name="progress">Takes a tensor's name, bytes written and bytes in all.</param>
    /// <param name="cancellationToken">Ends it; nothing is left then but a file ending in `.part`.</param>
    /// <exception cref="ModelFileException">The source is broken, unsupported or quantised already.</exception>
    public static void Quantize(
        string source,
        string target,
        QuantizationMix mix,
        int threads,
        IProgress<(string Tensor, long BytesDone, long Bytes)>? progress,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(mix);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        using var file = GgufFile.Open(source);
        var model = Describe(file);
        var writer = new GgufWriter();
        foreach (var (key, value) in file.Metadata.Values.Where(entry => IsKept(entry.Key)))
        {
            writer.AddMetadata(key, value);
        }

        writer.AddMetadata("general.quantization_version", 2u);
        writer.AddMetadata("general.file_type", mix.FileType);
        var (done, all) = (0L, 0L);
        foreach (var tensor in file.Tensors.Values)
        {
            var type = TypeOf(tensor, mix, model);
            var bytes = GgmlFormat.Of(type).Bytes(tensor.Shape.Aggregate(1L, (product, size) => product * size));
            all += bytes;
            writer.AddTensor(tensor.Name, type, tensor.Shape, stream =>
            {
                Write(stream, file, tensor, type, threads, cancellationToken);
                progress?.Report((tensor.Name, done += bytes, all));
            });
        }

        writer.Write(target);
    }

    private static bool IsKept(string key) =>
        key is not ("general.file_type" or "general.quantization_version" or "general.alignment")
            && !key.StartsWith("split.", StringComparison.Ordinal);

    private static MixedModel Describe(GgufFile file)
    {
        var architecture = file.Metadata.GetString("general.architecture");
        return new MixedModel(
            architecture,
            (int)file.Metadata.GetInteger($"{architecture}.block_count", 1, LayersMax),
            (int)(file.Metadata.FindInteger($"{architecture}.expert_count", 0, LayersMax) ?? 0),
            !file.Tensors.ContainsKey("output.weight"));
    }

    private static TensorType TypeOf(GgufTensor tensor, QuantizationMix mix, MixedModel model)
    {
        if (QuantizationMix.Keeps(tensor.Name, tensor.Shape))
        {
            return tensor.Type;
        }

        var type = mix.TypeOf(tensor.Name, tensor.Shape, model);
        return tensor.Type is TensorType.F32 or TensorType.F16 or TensorType.BF16 || tensor.Type == type
            ? type
            : throw new ModelFileException($"The tensor '{tensor.Name}' is {tensor.Type} already. Quantise from a file in "
                + "F32, F16 or BF16: what one quantisation lost, another can't bring back.");
    }

    private static void Write(
        Stream stream,
        GgufFile file,
        GgufTensor tensor,
        TensorType type,
        int threads,
        CancellationToken cancellationToken)
    {
        var (from, to) = (GgmlFormat.Of(tensor.Type), GgmlFormat.Of(type));
        var numbers = tensor.Shape.Aggregate(1L, (product, size) => product * size);
        var buffers = Enumerable.Range(0, threads).Select(_ => new float[PieceNumbers]).ToArray();
        var results = buffers.Select(_ => new byte[to.Bytes(PieceNumbers)]).ToArray();
        for (long start = 0; start < numbers; start += (long)PieceNumbers * threads)
        {
            var first = start;
            var pieces = (int)Math.Min(threads, (numbers - start + PieceNumbers - 1) / PieceNumbers);
            var options = new ParallelOptions
            {
                MaxDegreeOfParallelism = threads,
                CancellationToken = cancellationToken,
            };
            Parallel.For(0, pieces, options, piece => Convert(first + ((long)piece * PieceNumbers), piece));
            for (var piece = 0; piece < pieces; piece++)
            {
                stream.Write(results[piece].AsSpan(0, (int)to.Bytes(Count(first + ((long)piece * PieceNumbers)))));
            }
        }

        int Count(long position) => (int)Math.Min(PieceNumbers, numbers - position);

        void Convert(long position, int piece)
        {
            var count = Count(position);
            var bytes = file.Read(tensor, from.Bytes(position), (int)from.Bytes(count));
            var result = results[piece].AsSpan(0, (int)to.Bytes(count));
            if (type == tensor.Type)
            {
                bytes.CopyTo(result);
                return;
            }

            Weights.ToSingle((WeightFormat)tensor.Type, bytes, buffers[piece].AsSpan(0, count));
            Quantizer.Quantize((WeightFormat)type, buffers[piece].AsSpan(0, count), result);
        }
    }
}
