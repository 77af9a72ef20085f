using Ganban.Inference.ModelFiles;
using Ganban.Kernels.Formats;
using Ganban.Training.Models;

namespace Ganban.Training.Files;

/// <summary>
/// A llama in a GGUF file, in any number format that the engine reads. Tensors are unpacked when asked for.
/// </summary>
public sealed class BaseModel : IDisposable
{
    private const string Architecture = "llama";
    private const string Divisors = "rope_freqs.weight";

    private readonly GgufFile _file;

    private BaseModel(GgufFile file, TransformerConfig config)
    {
        (_file, Config) = (file, config);
        RotaryDivisors = file.Tensors.ContainsKey(Divisors) ? Read(Divisors, 1, config.HeadSize / 2) : null;
        var known = new ParameterLayout(config).Tensors.Select(tensor => tensor.Name).Append(Divisors);
        if (file.Tensors.Keys.Except(known).FirstOrDefault() is { } other)
        {
            throw new TrainingException($"The base model has a tensor '{other}', which a plain llama has not: "
                + "it can't be trained here.");
        }
    }

    /// <summary>The model's sizes.</summary>
    public TransformerConfig Config { get; }

    /// <summary>The file's metadata.</summary>
    public GgufMetadata Metadata => _file.Metadata;

    /// <summary>Divisors of the rotary frequencies, or null.</summary>
    internal float[]? RotaryDivisors { get; }

    /// <summary>Opens a model.</summary>
    /// <param name="path">A GGUF file.</param>
    /// <param name="contextLength">A smaller context window, to bound memory; null takes the model's.</param>
    /// <exception cref="TrainingException">It is no llama, or one with parts that can't be trained.</exception>
    /// <exception cref="ModelFileException">The file is broken.</exception>
    public static BaseModel Open(string path, int? contextLength = null)
    {
        var file = GgufFile.Open(path);
        try
        {
            return new BaseModel(file, ReadConfig(file, contextLength));
        }
        catch (Exception e) when (e is TrainingException or ModelFileException)
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _file.Dispose();

    /// <summary>A tensor's numbers in the order of rows that training uses.</summary>
    /// <param name="tensor">Which; its offset does not matter.</param>
    /// <param name="numbers">Takes them.</param>
    internal void Read(ParameterTensor tensor, Span<float> numbers) =>
        Read(tensor.Name, tensor.Kind == ParameterKind.Norm ? 1 : tensor.Rows, tensor.Columns).CopyTo(numbers);

    private static TransformerConfig ReadConfig(GgufFile file, int? contextLength)
    {
        var metadata = file.Metadata;
        var name = metadata.GetString("general.architecture");
        if (name != Architecture)
        {
            throw new TrainingException(
                $"The base model's architecture is '{name}'; only models of the architecture '{Architecture}' can be "
                + "trained. Choose another base model.");
        }

        if (metadata.FindInteger("llama.expert_count", 0, int.MaxValue) is > 0
            || metadata.FindString("llama.rope.scaling.type") is not (null or "none"))
        {
            throw new TrainingException(
                "The base model is a mixture of experts, or its positions are scaled: it can't be trained here.");
        }

        var width = Integer("embedding_length");
        var heads = Integer("attention.head_count");
        var context = Integer("context_length");
        var embedding = file.Tensors.GetValueOrDefault("token_embd.weight")
            ?? throw new ModelFileException("The file has no tensor 'token_embd.weight'.");
        var config = new TransformerConfig
        {
            Vocabulary = embedding.Shape.Count == 2 ? checked((int)embedding.Shape[1]) : 0,
            Width = width,
            Layers = Integer("block_count"),
            Heads = heads,
            KvHeads = (int?)metadata.FindInteger("llama.attention.head_count_kv", 1, heads) ?? heads,
            HeadSize = (int?)metadata.FindInteger("llama.attention.key_length", 1, 1 << 12) ?? width / heads,
            FeedForwardWidth = Integer("feed_forward_length"),
            ContextLength = Math.Min(context, contextLength ?? context),
            RopeBase = metadata.FindNumber("llama.rope.freq_base") ?? 10_000,
            RmsEpsilon = (float)metadata.GetNumber("llama.attention.layer_norm_rms_epsilon"),
            IsOutputTied = !file.Tensors.ContainsKey("output.weight"),
        };
        config.Check();
        return metadata.FindInteger("llama.rope.dimension_count", 1, 1 << 12) is { } turned && turned != config.HeadSize
            ? throw new TrainingException($"The base model turns {turned} of {config.HeadSize} numbers of a head: "
                + "it can't be trained here.")
            : config;

        int Integer(string key) => (int)metadata.GetInteger($"{Architecture}.{key}", 1, 1 << 20);
    }

    private float[] Read(string name, int rows, int columns)
    {
        var tensor = rows == 1 ? _file.GetTensor(name, columns) : _file.GetTensor(name, columns, rows);
        var numbers = new float[checked(rows * columns)];
        Weights.ToSingle((WeightFormat)tensor.Type, _file.Read(tensor, 0, checked((int)tensor.Bytes)), numbers);
        return RotaryOrder.Concerns(name) ? RotaryOrder.ToHalves(numbers, Config.HeadSize, columns) : numbers;
    }
}
