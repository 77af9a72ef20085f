using System.Runtime.InteropServices;
using Ganban.Inference.ModelFiles;
using Ganban.Kernels.Formats;
using Ganban.Kernels.Quantization;
using Ganban.Training.Models;

namespace Ganban.Training.Files;

/// <summary>Writes a trained model as a file that the engine opens.</summary>
public static class ModelExport
{
    private const string Architecture = "llama";

    /// <summary>Writes a GGUF file; an adapter is merged into its base.</summary>
    /// <param name="trainer">The training.</param>
    /// <param name="path">Where.</param>
    /// <param name="metadata">
    /// Further metadata: the tokenizer's, `tokenizer.chat_template`, `general.name`. What says how the model is built
    /// is added.
    /// </param>
    /// <param name="type">
    /// The format of matrices: F32, F16 or Q8_0. One whose rows are no whole blocks of it becomes F16; vectors are F32.
    /// </param>
    public static void WriteGguf(
        Trainer trainer, string path, IReadOnlyDictionary<string, object> metadata, TensorType type)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        WriteGguf(trainer.Weights, path, metadata, type);
    }

    /// <summary>The metadata of a file that a model made with its tokenizer should have.</summary>
    /// <param name="source">A GGUF file with the tokenizer.</param>
    /// <returns>The entries of the tokenizer and the chat template.</returns>
    public static IReadOnlyDictionary<string, object> TokenizerMetadata(GgufMetadata source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return source.Values
            .Where(entry => entry.Key.StartsWith("tokenizer.", StringComparison.Ordinal))
            .ToDictionary(entry => entry.Key, entry => entry.Value);
    }

    /// <summary>Writes a model in the layout of safetensors llamas: `model.safetensors` and `config.json`.</summary>
    /// <param name="trainer">The training.</param>
    /// <param name="folder">Where; made if it is not there.</param>
    public static void WriteSafetensors(Trainer trainer, string folder)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        var weights = trainer.Weights;
        var config = weights.Config;
        Directory.CreateDirectory(folder);
        SafetensorsWriter.Write(
            Path.Combine(folder, "model.safetensors"),
            [
                .. Tensors(weights).Select(tensor => new SafetensorsEntry(
                    HubNames.Of(tensor.Name),
                    tensor.Kind == ParameterKind.Norm ? [tensor.Columns] : [tensor.Rows, tensor.Columns],
                    tensor.Read)),
            ]);
        HubNames.WriteConfig(Path.Combine(folder, "config.json"), config);
    }

    /// <summary>See the public method.</summary>
    internal static void WriteGguf(
        IWeights weights, string path, IReadOnlyDictionary<string, object> metadata, TensorType type)
    {
        if (type is not (TensorType.F32 or TensorType.F16 or TensorType.Q8_0))
        {
            throw new TrainingException($"A model can be written in F32, F16 or Q8_0, not in {type}.");
        }

        var writer = new GgufWriter();
        var own = Metadata(weights.Config, type);
        foreach (var (key, value) in own.Concat(metadata.Where(entry => !own.ContainsKey(entry.Key))))
        {
            writer.AddMetadata(key, value);
        }

        foreach (var tensor in Tensors(weights))
        {
            Add(writer, weights.Config, tensor, type);
        }

        if (weights.RotaryDivisors is { } divisors)
        {
            writer.AddTensor(
                "rope_freqs.weight", TensorType.F32, [divisors.Length],
                () => MemoryMarshal.AsBytes<float>(divisors).ToArray());
        }

        writer.Write(path);
    }

    private static void Add(GgufWriter writer, TransformerConfig config, StoredTensor tensor, TensorType wanted)
    {
        if (tensor.Kind == ParameterKind.Norm)
        {
            writer.AddTensor(
                tensor.Name, TensorType.F32, [tensor.Columns],
                () => MemoryMarshal.AsBytes<float>(tensor.Read()).ToArray());
            return;
        }

        var block = Weights.BlockElements((WeightFormat)wanted);
        var type = tensor.Columns % block == 0 ? wanted : TensorType.F16;
        writer.AddTensor(tensor.Name, type, [tensor.Columns, tensor.Rows], () =>
        {
            var numbers = tensor.Read();
            if (RotaryOrder.Concerns(tensor.Name))
            {
                numbers = RotaryOrder.ToNeighbours(numbers, config.HeadSize, tensor.Columns);
            }

            var format = (WeightFormat)type;
            var bytes = new byte[numbers.Length / Weights.BlockElements(format) * Weights.BlockBytes(format)];
            Quantizer.Quantize(format, numbers, bytes);
            return bytes;
        });
    }

    private static Dictionary<string, object> Metadata(TransformerConfig config, TensorType type) => new()
    {
        ["general.architecture"] = Architecture,
        ["general.file_type"] = type switch { TensorType.F32 => 0u, TensorType.F16 => 1u, _ => 7u },
        [$"{Architecture}.vocab_size"] = (uint)config.Vocabulary,
        [$"{Architecture}.context_length"] = (uint)config.ContextLength,
        [$"{Architecture}.embedding_length"] = (uint)config.Width,
        [$"{Architecture}.block_count"] = (uint)config.Layers,
        [$"{Architecture}.feed_forward_length"] = (uint)config.FeedForwardWidth,
        [$"{Architecture}.attention.head_count"] = (uint)config.Heads,
        [$"{Architecture}.attention.head_count_kv"] = (uint)config.KvHeads,
        [$"{Architecture}.attention.key_length"] = (uint)config.HeadSize,
        [$"{Architecture}.attention.value_length"] = (uint)config.HeadSize,
        [$"{Architecture}.attention.layer_norm_rms_epsilon"] = config.RmsEpsilon,
        [$"{Architecture}.rope.dimension_count"] = (uint)config.HeadSize,
        [$"{Architecture}.rope.freq_base"] = (float)config.RopeBase,
    };

    // All tensors; a layer's are taken when they are read, since an adapted model has one layer at a time.
    private static IEnumerable<StoredTensor> Tensors(IWeights weights)
    {
        var layout = new ParameterLayout(weights.Config);
        foreach (var tensor in layout.Tensors)
        {
            var layer = LayerOf(tensor.Name);
            yield return new StoredTensor(tensor.Name, tensor.Kind, tensor.Rows, tensor.Columns, () =>
            {
                if (layer < 0)
                {
                    var model = weights.Model;
                    var values = tensor.Name switch
                    {
                        "token_embd.weight" => model.Embedding.Memory,
                        "output.weight" => model.Output.Memory,
                        _ => model.OutputNorm,
                    };
                    return values[..tensor.Length].ToArray();
                }

                var part = layout.LayerParts(layer).Single(part => part.Name == tensor.Name);
                return weights.Layer(layer).Values.Slice(part.Offset, part.Length).ToArray();
            });
        }
    }

    private static int LayerOf(string name) => name.Split('.') is ["blk", var number, ..]
        ? int.Parse(number, System.Globalization.CultureInfo.InvariantCulture)
        : -1;

    private sealed record StoredTensor(
        string Name, ParameterKind Kind, int Rows, int Columns, Func<float[]> Read);
}
