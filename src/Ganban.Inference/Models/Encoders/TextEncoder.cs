using Ganban.Inference.ModelFiles;
using Ganban.Inference.Tokenizers;
using Ganban.Kernels.Threading;

namespace Ganban.Inference.Models.Encoders;

/// <summary>
/// An open encoder: file, tokenizer and weights. It reads whole texts in both directions and gives one vector for each,
/// or, where it is a reranker, a score for a pair. Safe for concurrent use; one batch is computed at a time.
/// </summary>
public sealed class TextEncoder : IDisposable
{
    // Enough tokens that the weights are read once for many; more only costs memory.
    private const int BatchTokens = 512;

    private readonly GgufFile _file;
    private readonly WorkPool _pool;
    private readonly bool _ownsPool;
    private readonly EncoderConfig _config;
    private readonly EncoderModel _model;
    private readonly Lock _computing = new();
    private EncoderBuffers? _buffers;

    private TextEncoder(GgufFile file, WorkPool? pool)
    {
        _file = file;
        var architecture = file.Metadata.GetString("general.architecture");
        if (!Supports(architecture))
        {
            throw new ModelFileException(
                $"The architecture '{architecture}' (general.architecture) is no encoder that is supported; "
                + "supported are 'bert' (XLM-RoBERTa included) and 'nomic-bert'.");
        }

        Tokenizer = Tokenizer.FromMetadata(file.Metadata);
        _config = EncoderConfig.FromMetadata(file.Metadata, architecture, Tokenizer.VocabularySize);
        var weights = new EncoderWeights(file, _config, architecture);
        _ownsPool = pool is null;
        _pool = pool ?? new WorkPool(Environment.ProcessorCount);
        _model = new EncoderModel(_config, weights, _pool);
    }

    /// <summary>The file's metadata.</summary>
    public GgufMetadata Metadata => _file.Metadata;

    /// <summary>The file's name for the model (general.name), or null.</summary>
    public string? Name => Metadata.FindString("general.name");

    /// <summary>The model's tokenizer.</summary>
    public Tokenizer Tokenizer { get; }

    /// <summary>Numbers in a text's vector.</summary>
    public int Dimensions => _config.Width;

    /// <summary>The most tokens of a text, or of a pair, with those that open, part and close it.</summary>
    public int ContextLength => _config.ContextLength;

    /// <summary>How a text's vector is made of its tokens' vectors.</summary>
    public EncoderPooling Pooling => _config.Pooling;

    /// <summary>Whether an architecture (general.architecture) is an encoder that can be opened here.</summary>
    /// <param name="architecture">Such as `bert`.</param>
    public static bool Supports(string architecture) => architecture is "bert" or "nomic-bert";

    /// <summary>Opens a model file.</summary>
    /// <param name="path">A GGUF file.</param>
    /// <param name="pool">Cores shared with other models, which stay the caller's; null for all, of its own.</param>
    /// <exception cref="ModelFileException">The file is broken or holds something unsupported.</exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    public static TextEncoder Open(string path, WorkPool? pool = null)
    {
        var file = GgufFile.Open(path);
        try
        {
            return new TextEncoder(file, pool);
        }
        catch (ModelFileException)
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The tokens of a text with those that open and close it.</summary>
    /// <param name="text">Any text.</param>
    public IReadOnlyList<int> Tokenize(string text) => [.. Opening, .. Tokenizer.Encode(text, false), .. Closing];

    /// <summary>The tokens of a pair, such as a question and a document, for a reranker.</summary>
    /// <param name="first">The first text.</param>
    /// <param name="second">The second text.</param>
    public IReadOnlyList<int> Tokenize(string first, string second) =>
    [
        .. Opening, .. Tokenizer.Encode(first, false), .. Closing,
        .. Parting, .. Tokenizer.Encode(second, false), .. Closing,
    ];

    /// <summary>
    /// Encodes texts. A text's result does not depend on the others.
    /// </summary>
    /// <param name="texts">Tokens of each text, 1 to <see cref="ContextLength"/>.</param>
    /// <param name="cancellationToken">Looked at between batches.</param>
    /// <returns>
    /// A vector for each text, `[dimensions]`, not normalised; one number, the score, where <see cref="Pooling"/> is
    /// <see cref="EncoderPooling.Rank"/>.
    /// </returns>
    /// <exception cref="ArgumentException">A text is empty, too long, or has an unknown token.</exception>
    /// <exception cref="ObjectDisposedException">The model is closed.</exception>
    public IReadOnlyList<float[]> Encode(IReadOnlyList<IReadOnlyList<int>> texts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(texts);
        foreach (var text in texts)
        {
            Check(text);
        }

        var results = new List<float[]>(texts.Count);
        while (results.Count < texts.Count)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (count, tokens) = (0, 0);
            foreach (var text in texts.Skip(results.Count).TakeWhile(_ => count == 0 || tokens < BatchTokens))
            {
                if (count > 0 && tokens + text.Count > BatchTokens)
                {
                    break;
                }

                count++;
                tokens += text.Count;
            }

            results.AddRange(Compute(new EncoderBatch([.. texts.Skip(results.Count).Take(count)])));
        }

        return results;
    }

    /// <summary>Closes the model, once a batch in progress is done.</summary>
    public void Dispose()
    {
        lock (_computing)
        {
            _file.Dispose();
            if (_ownsPool)
            {
                _pool.Dispose();
            }
        }
    }

    private IEnumerable<int> Opening => Tokenizer.AddsBos && Tokenizer.BosToken is { } token ? [token] : [];

    private IEnumerable<int> Closing => Tokenizer.AddsEos && Tokenizer.EosToken is { } token ? [token] : [];

    /// <summary>BERT closes both texts of a pair with one token; RoBERTa has one more between them.</summary>
    private IEnumerable<int> Parting
    {
        get
        {
            var isBert = Metadata.FindString("tokenizer.ggml.model") == "bert";
            var parts = !isBert && (Metadata.FindBoolean("tokenizer.ggml.add_sep_token") ?? true);
            return parts && Tokenizer.SepToken is { } token ? [token] : [];
        }
    }

    private void Check(IReadOnlyList<int> text)
    {
        if (text.Count == 0 || text.Count > ContextLength)
        {
            throw new ArgumentException($"A text has {text.Count} tokens; 1 to {ContextLength} fit.", nameof(text));
        }

        if (text.Any(token => token < 0 || token >= Tokenizer.VocabularySize))
        {
            throw new ArgumentException($"A token is outside 0 to {Tokenizer.VocabularySize - 1}.", nameof(text));
        }
    }

    private List<float[]> Compute(EncoderBatch batch)
    {
        lock (_computing)
        {
            _file.Lease();
            try
            {
                if (_buffers is null || _buffers.TokensMax < batch.Tokens.Length)
                {
                    _buffers = new EncoderBuffers(_config, Math.Max(batch.Tokens.Length, BatchTokens));
                }

                _model.Forward(batch, _buffers);
                return [.. Enumerable.Range(0, batch.Texts).Select(text => _model.Pool(batch, text, _buffers))];
            }
            finally
            {
                _file.Return();
            }
        }
    }
}
