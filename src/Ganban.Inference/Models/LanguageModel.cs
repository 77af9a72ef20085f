using Ganban.Inference.ModelFiles;
using Ganban.Inference.Models.Architectures;
using Ganban.Inference.Models.Decoders;
using Ganban.Inference.Models.Vision;
using Ganban.Inference.Tokenizers;
using Ganban.Kernels.Threading;

namespace Ganban.Inference.Models;

/// <summary>
/// An open model: file, tokenizer, weights, and the memory for keys and values. Safe for concurrent use; each
/// sequence is a <see cref="KvSequence"/>.
/// </summary>
public sealed class LanguageModel : IDisposable
{
    private readonly GgufFile _file;
    private readonly WorkPool? _ownPool;
    private readonly Decoder _decoder;
    private readonly DecoderConfig _config;

    private LanguageModel(GgufFile file, LanguageModelOptions options)
    {
        _file = file;
        var architecture = DecoderArchitecture.Of(file.Metadata);
        Tokenizer = Tokenizer.FromMetadata(file.Metadata);
        var keys = new ModelKeys(
            file.Metadata, architecture.Name, Tokenizer.VocabularySize, options.ContextLength);
        var config = _config = architecture.Read(keys);
        var weights = DecoderWeights.Load(file, config, architecture.Name);
        ContextLength = Math.Min(config.ContextLength, options.ContextLength ?? int.MaxValue);
        Cache = new KvCache(
            config.Layers.Count, config.KvHeads, config.HeadSize, options.KvFormat, options.KvBytesMax);
        _ownPool = options.Pool is null ? new WorkPool(options.Threads) : null;
        Pool = options.Pool ?? _ownPool!;
        _decoder = new Decoder(config, weights, Pool, options.TokensPerPass);
    }

    /// <summary>The file's metadata.</summary>
    public GgufMetadata Metadata => _file.Metadata;

    /// <summary>The file's name for the model (general.name), or null.</summary>
    public string? Name => Metadata.FindString("general.name");

    /// <summary>The file's chat template (tokenizer.chat_template), or null.</summary>
    public string? ChatTemplate => Metadata.FindString("tokenizer.chat_template");

    /// <summary>The model's tokenizer.</summary>
    public Tokenizer Tokenizer { get; }

    /// <summary>Number of tokens; the length of a row of logits.</summary>
    public int VocabularySize => Tokenizer.VocabularySize;

    /// <summary>The most tokens of prompt and completion together.</summary>
    public int ContextLength { get; }

    /// <summary>Numbers of a token's embedding.</summary>
    public int EmbeddingWidth => _config.Width;

    /// <summary>Whether embedded spans, such as pictures, may stand among the tokens: of Gemma 3 alone.</summary>
    public bool ReadsPictures => _config.ReadsPictures;

    /// <summary>What turns pictures into embedded spans; null if the model was opened for text alone.</summary>
    public VisionTower? Vision { get; private set; }

    /// <summary>The memory for keys and values.</summary>
    public KvCache Cache { get; }

    /// <summary>The cores that forward passes use.</summary>
    internal WorkPool Pool { get; }

    /// <summary>Opens a model file.</summary>
    /// <param name="path">A GGUF file.</param>
    /// <param name="options">How; null takes the defaults.</param>
    /// <exception cref="ModelFileException">The file is broken or holds something unsupported.</exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    public static LanguageModel Open(string path, LanguageModelOptions? options = null)
    {
        options ??= new LanguageModelOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Threads, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.ContextLength ?? 1, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.TokensPerPass, 1, nameof(options));
        var file = GgufFile.Open(path);
        try
        {
            var model = new LanguageModel(file, options);
            return options.ProjectorPath is null ? model : WithVision(model, options.ProjectorPath);
        }
        catch (ModelFileException)
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>A new sequence without tokens.</summary>
    /// <param name="capacity">The most tokens it shall hold, at most <see cref="ContextLength"/>.</param>
    public KvSequence CreateSequence(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(capacity, ContextLength);
        return new KvSequence(Cache, capacity);
    }

    /// <summary>
    /// Passes the tokens of a batch through the model, each part's after those that its sequence holds. The result for
    /// a token depends only on the tokens before it in its sequence, and on all of the embedded span that it is in, not
    /// on how they were cut into calls, on other sequences or on the number of threads.
    /// </summary>
    /// <param name="batch">The tokens, at least one; has the logits afterwards, and its sequences the tokens.</param>
    /// <exception cref="ArgumentException">A token is unknown, or an embedded span is none of this model's.</exception>
    /// <exception cref="KvCacheFullException">The cache has no room for them; no sequence has changed.</exception>
    /// <exception cref="ObjectDisposedException">The model is closed.</exception>
    public void Forward(ForwardBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentOutOfRangeException.ThrowIfZero(batch.Tokens, nameof(batch));
        foreach (var token in batch.AllTokens)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(token, nameof(batch));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(token, VocabularySize, nameof(batch));
        }

        foreach (var span in batch.AllSpans)
        {
            if (!ReadsPictures || span.Rows.Length != (long)span.Tokens * EmbeddingWidth)
            {
                throw new ArgumentException(
                    ReadsPictures
                        ? $"A span of {span.Tokens} tokens has {span.Rows.Length} numbers, not {EmbeddingWidth} each."
                        : "The model's family takes no embedded spans.",
                    nameof(batch));
            }
        }

        _file.Lease();
        try
        {
            Reserve(batch);
            _decoder.Forward(batch, batch.AllLogits(VocabularySize));
            foreach (var part in batch.AllParts)
            {
                part.Sequence.Advance(part.Tokens);
            }
        }
        finally
        {
            _file.Return();
        }
    }

    private static LanguageModel WithVision(LanguageModel model, string path)
    {
        try
        {
            model.Vision = VisionTower.Open(path, model);
            return model;
        }
        catch (Exception)
        {
            model.Dispose();
            throw;
        }
    }

    private static void Reserve(ForwardBatch batch)
    {
        var reserved = 0;
        try
        {
            for (; reserved < batch.Parts.Count; reserved++)
            {
                batch.Parts[reserved].Sequence.Reserve(batch.Parts[reserved].Tokens);
            }
        }
        catch (KvCacheFullException)
        {
            while (--reserved >= 0)
            {
                var sequence = batch.Parts[reserved].Sequence;
                sequence.Truncate(sequence.Count);
            }

            throw;
        }
    }

    /// <summary>Closes the model. Forward passes in progress finish first; later ones are refused.</summary>
    public void Dispose()
    {
        Vision?.Dispose();
        _file.Dispose();
        _ownPool?.Dispose();
    }
}
