using Ganban.Inference.ModelFiles;
using Ganban.Inference.Models.Llama;
using Ganban.Inference.Tokenizers;
using Ganban.Kernels.Threading;

namespace Ganban.Inference.Models;

/// <summary>
/// An open model: file, tokenizer and weights. Safe for concurrent use; each sequence brings its own
/// <see cref="KvCache"/>.
/// </summary>
public sealed class LanguageModel : IDisposable
{
    private readonly GgufFile _file;
    private readonly WorkPool _pool;
    private readonly LlamaModel _model;

    private LanguageModel(GgufFile file, LanguageModelOptions options)
    {
        _file = file;
        var architecture = file.Metadata.GetString("general.architecture");
        if (architecture != "llama")
        {
            throw new ModelFileException(
                $"The architecture '{architecture}' (general.architecture) is not supported; supported is 'llama'.");
        }

        Tokenizer = Tokenizer.FromMetadata(file.Metadata);
        var config = LlamaConfig.FromMetadata(file.Metadata, Tokenizer.VocabularySize);
        ContextLength = Math.Min(config.ContextLength, options.ContextLength ?? int.MaxValue);
        _pool = new WorkPool(options.Threads);
        try
        {
            _model = new LlamaModel(config, LlamaWeights.Load(file, config), _pool);
        }
        catch (ModelFileException)
        {
            _pool.Dispose();
            throw;
        }
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
        var file = GgufFile.Open(path);
        try
        {
            return new LanguageModel(file, options);
        }
        catch (ModelFileException)
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>An empty cache for a new sequence.</summary>
    /// <param name="capacity">The most tokens it shall hold, at most <see cref="ContextLength"/>.</param>
    public KvCache CreateCache(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(capacity, ContextLength);
        return _model.CreateCache(capacity);
    }

    /// <summary>
    /// Passes tokens through the model after those in the cache. The result for a token depends only on the tokens
    /// before it, not on how they were cut into calls, on other sequences or on the number of threads.
    /// </summary>
    /// <param name="tokens">The tokens, not empty.</param>
    /// <param name="cache">The sequence's cache; has the tokens afterwards.</param>
    /// <param name="logits">
    /// Takes the logits that follow the last n tokens, `[n × vocabulary]`; n is 0 to the number of tokens.
    /// </param>
    /// <exception cref="ObjectDisposedException">The model is closed.</exception>
    public void Forward(ReadOnlySpan<int> tokens, KvCache cache, Span<float> logits)
    {
        ArgumentNullException.ThrowIfNull(cache);
        ArgumentOutOfRangeException.ThrowIfZero(tokens.Length, nameof(tokens));
        if (logits.Length % VocabularySize != 0 || logits.Length / VocabularySize > tokens.Length)
        {
            throw new ArgumentException("Logits must be whole rows, at most one for each token.", nameof(logits));
        }

        foreach (var token in tokens)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(token, nameof(tokens));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(token, VocabularySize, nameof(tokens));
        }

        _file.Lease();
        try
        {
            _model.Forward(tokens, cache, logits);
        }
        finally
        {
            _file.Return();
        }
    }

    /// <summary>Closes the model. Forward passes in progress finish first; later ones are refused.</summary>
    public void Dispose()
    {
        _file.Dispose();
        _pool.Dispose();
    }
}
