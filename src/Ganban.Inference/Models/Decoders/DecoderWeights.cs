using Ganban.Inference.ModelFiles;

namespace Ganban.Inference.Models.Decoders;

/// <summary>The tensors of a decoder by their roles.</summary>
internal sealed record DecoderWeights
{
    public required Matrix TokenEmbedding { get; init; } // [vocabulary × width]

    public required IReadOnlyList<DecoderLayer> Layers { get; init; }

    public required float[] OutputNorm { get; init; } // [width]

    /// <summary>`[vocabulary × width]`; the embedding again where the file has no other.</summary>
    public required Matrix Output { get; init; }

    public required float[]? OutputBias { get; init; } // [vocabulary]

    /// <summary>The angles per position of each of the config's rotations, `[dimensions / 2]`.</summary>
    public required IReadOnlyDictionary<RotaryConfig, float[]> Frequencies { get; init; }

    public static DecoderWeights Load(GgufFile file, DecoderConfig config, string architecture)
    {
        var reader = new TensorReader(file);
        var embedding = reader.Matrix("token_embd.weight", config.Vocabulary, config.Width);
        var weights = new DecoderWeights
        {
            TokenEmbedding = embedding,
            Layers =
            [
                .. Enumerable.Range(0, config.Layers.Count).Select(layer => DecoderLayer.Load(reader, config, layer)),
            ],
            OutputNorm = reader.Vector("output_norm.weight", config.Width),
            Output = reader.Has("output.weight")
                ? reader.Matrix("output.weight", config.Vocabulary, config.Width)
                : embedding,
            OutputBias = reader.FindVector("output.bias", config.Vocabulary),
            Frequencies = config.Rotations.ToDictionary(
                rotation => rotation, rotation => ReadFrequencies(reader, rotation)),
        };
        reader.RefuseRest(architecture);
        return weights;
    }

    private static float[] ReadFrequencies(TensorReader reader, RotaryConfig rotation)
    {
        if (rotation.UnusedTensor is { } unused)
        {
            reader.Ignore(unused);
        }

        return rotation.Frequencies(reader.FindVector(rotation.DivisorTensor, rotation.Dimensions / 2));
    }
}
