using Ganban.Inference.ModelFiles.Import;
using Ganban.Kernels.Formats;
using Ganban.Kernels.Quantization;

namespace Ganban.Inference.ModelFiles;

/// <summary>
/// Turns a model in a folder of Hugging Face's form (config.json, safetensors in one file or several, tokenizer.json,
/// tokenizer_config.json, chat template) into one GGUF file. A tokenizer.gguf may stand for tokenizer.json and
/// template. Tensors pass through memory in pieces, so that a model larger than memory can be converted.
/// </summary>
public static class GgufConverter
{
    private const int PieceNumbers = 1 << 20;

    /// <summary>Converts a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="path">The GGUF file to write.</param>
    /// <param name="mix">The formats of the matrices; vectors and a few small matrices are F32.</param>
    /// <param name="name">What the model shall be called (general.name).</param>
    /// <exception cref="ModelFileException">A file of the folder is missing, broken or unsupported.</exception>
    public static void Convert(string folder, string path, QuantizationMix mix, string name)
    {
        ArgumentNullException.ThrowIfNull(mix);
        try
        {
            var config = ModelConfig.Read(folder);
            var family = ImportFamily.Of(config);
            using var source = SafetensorsModel.Open(folder, TensorPlanner.NameOf);
            var plans = new TensorPlanner(config, family, source).Plan();
            var vocabulary = plans.FirstOrDefault(plan => plan.Name == "token_embd.weight") is { Shape: [_, var rows] }
                ? (int)rows
                : throw new ModelFileException("The safetensors have no embedding of tokens.");
            var writer = new GgufWriter();
            writer.AddMetadata("general.architecture", family.Architecture);
            writer.AddMetadata("general.name", name);
            writer.AddMetadata("general.file_type", mix.FileType);
            new MetadataImport(writer, config, family, folder).Write(vocabulary);
            TokenizerImport.Write(writer, folder, config, vocabulary);
            var model = new MixedModel(
                family.Architecture, config.Layers, config.Experts ?? 0, !plans.Any(IsOutput));
            foreach (var plan in plans)
            {
                var target = QuantizationMix.Keeps(plan.Name, plan.Shape)
                    ? TensorType.F32
                    : mix.TypeOf(plan.Name, plan.Shape, model);
                writer.AddTensor(plan.Name, target, plan.Shape, stream => Write(stream, plan, target, source));
            }

            writer.Write(path);
        }
        catch (Exception exception) when (exception is ModelFileException or InvalidOperationException
            or FileNotFoundException or DirectoryNotFoundException or ArgumentException or OverflowException
            or FormatException)
        {
            throw new ModelFileException($"'{folder}' can't be converted: {exception.Message}", exception);
        }
    }

    private static bool IsOutput(TensorPlan plan) => plan.Name == "output.weight";

    private static void Write(Stream stream, TensorPlan plan, TensorType type, SafetensorsModel source)
    {
        var format = GgmlFormat.Of(type);
        var rowsAtOnce = (int)Math.Min(plan.Rows, Math.Max(1, PieceNumbers / plan.RowLength));
        var numbers = new float[rowsAtOnce * plan.RowLength];
        var bytes = new byte[format.Bytes(numbers.Length)];
        for (long start = 0; start < plan.Rows; start += rowsAtOnce)
        {
            var rows = (int)Math.Min(rowsAtOnce, plan.Rows - start);
            for (var row = 0; row < rows; row++)
            {
                var (tensor, sourceRow) = plan.RowOf(start + row);
                source.Read(tensor, sourceRow * plan.RowLength, numbers.AsSpan(row * plan.RowLength, plan.RowLength));
            }

            var used = numbers.AsSpan(0, rows * plan.RowLength);
            for (var index = 0; plan.Plus != 0 && index < used.Length; index++)
            {
                used[index] += plan.Plus;
            }

            var written = bytes.AsSpan(0, (int)format.Bytes(used.Length));
            Quantizer.Quantize((WeightFormat)type, used, written);
            stream.Write(written);
        }
    }
}
