using Ganban.Kernels.Elementwise;
using Ganban.Kernels.Threading;

namespace Ganban.Inference.Models.Decoders;

/// <summary>
/// The forward pass, and its working memory for up to <see cref="Capacity"/> tokens of any sequences:
/// <code>
/// x = embedding(token), or what stands for it
/// each layer:  x ← x + Wo · attention(Wq·n, Wk·n, Wv·n),           n = norm(x)
///              x ← x + Wdown · (act(Wgate·n) ⊙ Wup·n),             n = norm(x)
/// logits = Woutput · norm(x)
/// </code>
/// Matrices take all tokens together, attention takes each sequence apart. Belongs to one thread at a time.
/// </summary>
internal sealed class DecoderPass
{
    private readonly DecoderConfig _config;
    private readonly DecoderWeights _weights;
    private readonly WorkPool _pool;
    private readonly PassTokens _tokens;
    private readonly AttentionLoop _attention;
    private readonly FeedForwardPass _feedForward;
    private readonly RotaryAngles _angles;

    private readonly float[] _x; // the residual stream [tokens × width]
    private readonly Activations _normed; // [tokens × width]
    private readonly float[] _q; // [tokens × heads · headSize]
    private readonly float[] _k; // [tokens × kvHeads · headSize]
    private readonly float[] _v; // [tokens × kvHeads · headSize]
    private readonly Activations _attended; // [tokens × heads · headSize]
    private readonly float[] _added; // [tokens × width]

    private readonly TokenLoop _embed;
    private readonly TokenLoop _normalize;
    private readonly TokenLoop _prepare;
    private readonly TokenLoop _add;
    private readonly TokenLoop _finish;

    // What the loops work on at the moment.
    private DecoderLayer _layer;
    private int _index;
    private float[] _norm;
    private float[] _normalized = [];
    private float[]? _bias;
    private float[]? _postNorm;
    private Memory<float> _logits;

    public DecoderPass(DecoderConfig config, DecoderWeights weights, WorkPool pool, int capacity)
    {
        (_config, _weights, _pool) = (config, weights, pool);
        (_layer, _norm) = (weights.Layers[0], weights.OutputNorm);
        Capacity = capacity;
        _tokens = new PassTokens(capacity);
        _attention = new AttentionLoop(config, pool);
        _feedForward = new FeedForwardPass(config, pool, capacity);
        _angles = new RotaryAngles(config, weights.Frequencies, capacity);
        _x = new float[capacity * config.Width];
        _normed = new Activations(capacity, config.Width);
        _q = new float[capacity * config.QueryWidth];
        _k = new float[capacity * config.KvWidth];
        _v = new float[capacity * config.KvWidth];
        _attended = new Activations(capacity, config.QueryWidth);
        _added = new float[capacity * config.Width];
        _embed = new TokenLoop(pool, config.Width, Embed);
        _normalize = new TokenLoop(pool, 4 * config.Width, Normalize);
        _prepare = new TokenLoop(pool, 8 * (config.QueryWidth + (2 * config.KvWidth)), PrepareHeads);
        _add = new TokenLoop(pool, 4 * config.Width, Add);
        _finish = new TokenLoop(pool, 8 * config.Vocabulary, FinishLogits);
    }

    /// <summary>The most tokens of a pass.</summary>
    public int Capacity { get; }

    /// <summary>Passes some of a batch's tokens through all layers; their keys and values stay in the cache.</summary>
    public void Forward(ForwardBatch batch, int start, int tokens, Memory<float> logits)
    {
        _tokens.Place(batch, start, tokens);
        _embed.OverAll(tokens);
        for (_index = 0; _index < _weights.Layers.Count; _index++)
        {
            _layer = _weights.Layers[_index];
            Attend();
            if (_tokens.Count == 0)
            {
                return;
            }

            NormalizeAll(_layer.FeedForwardNorm);
            _feedForward.Compute(_layer, _normed, _added);
            AddAll(_layer.FeedForward?.DownBias, _layer.FeedForwardPostNorm);
        }

        Unembed(logits[(_tokens.FirstLogitRow * _config.Vocabulary)..]);
    }

    /// <summary>Lets the sequences go.</summary>
    public void Forget() => _tokens.Forget();

    /// <summary>x ← x + Wo · attention(Wq·n, Wk·n, Wv·n), with n = norm(x).</summary>
    private void Attend()
    {
        NormalizeAll(_layer.AttentionNorm);
        _layer.Wq.Multiply(_normed, _q, _pool);
        _layer.Wk.Multiply(_normed, _k, _pool);
        _layer.Wv.Multiply(_normed, _v, _pool);
        _prepare.OverAll(_tokens.Count);
        var attended = _attended.Rewrite(_tokens.Count);
        if (_index == _weights.Layers.Count - 1 && _tokens.Wanted == 0)
        {
            _tokens.KeepWanted();
            return;
        }

        _attention.Compute(_tokens, _index, _q, attended);
        if (_index == _weights.Layers.Count - 1)
        {
            // From here on a token matters for its own logits only.
            _tokens.Gather(_x, _config.Width);
            _tokens.Gather(attended, _config.QueryWidth);
            _attended.Rewrite(_tokens.Wanted);
            _tokens.KeepWanted();
        }

        _layer.Wo.Multiply(_attended, _added, _pool);
        AddAll(_layer.OutputBias, _layer.AttentionPostNorm);
    }

    /// <summary>Logits of the tokens that are left: Woutput · norm(x).</summary>
    private void Unembed(Memory<float> logits)
    {
        NormalizeAll(_weights.OutputNorm);
        _weights.Output.Multiply(_normed, logits, _pool);
        if (_weights.OutputBias is not null || _config.LogitScale != 1 || _config.LogitSoftCap > 0)
        {
            _logits = logits;
            _finish.OverAll(_tokens.Count);
            _logits = default;
        }
    }

    private void NormalizeAll(float[] norm)
    {
        _norm = norm;
        _normalized = _normed.Rewrite(_tokens.Count);
        _normalize.OverAll(_tokens.Count);
    }

    private void AddAll(float[]? bias, float[]? postNorm)
    {
        (_bias, _postNorm) = (bias, postNorm);
        _add.OverAll(_tokens.Count);
    }

    private void Embed(int token)
    {
        var x = Row(_x, token, _config.Width);
        if (_tokens.EmbeddingOf(token) is { IsEmpty: false } embedding)
        {
            embedding.CopyTo(x);
        }
        else
        {
            _weights.TokenEmbedding.ReadRow(_tokens.TokenOf(token), x);
            if (_config.EmbeddingScale != 1)
            {
                Multiply.Apply(x, _config.EmbeddingScale);
            }
        }

        _angles.Compute(token, _tokens.PositionOf(token));
    }

    private void Normalize(int token) => RmsNorm.Apply(
        Row(_x, token, _config.Width), _norm, _config.RmsEpsilon, Row(_normalized, token, _config.Width));

    /// <summary>Makes queries, keys and values out of the products, and puts keys and values into the cache.</summary>
    private void PrepareHeads(int token)
    {
        var position = _tokens.PositionOf(token);
        var q = Row(_q, token, _config.QueryWidth);
        var k = Row(_k, token, _config.KvWidth);
        var v = Row(_v, token, _config.KvWidth);
        AddBias(_layer.QueryBias, q);
        AddBias(_layer.KeyBias, k);
        AddBias(_layer.ValueBias, v);
        NormalizeHeads(_layer.QueryNorm, q);
        NormalizeHeads(_layer.KeyNorm, k);
        _angles.Rotate(_index, token, q);
        _angles.Rotate(_index, token, k);
        if (_config.QueryGrowth is { Scale: > 0 } growth)
        {
            Multiply.Apply(q, 1 + (growth.Scale * MathF.Log(1 + (position / growth.Step))));
        }

        _tokens.SequenceOf(token).BlockOf(position, out var place).Write(_index, place, k, v);
    }

    /// <summary>x ← x + scale · norm(added + bias).</summary>
    private void Add(int token)
    {
        var added = Row(_added, token, _config.Width);
        AddBias(_bias, added);
        if (_postNorm is not null)
        {
            RmsNorm.Apply(added, _postNorm, _config.RmsEpsilon, added);
        }

        AddScaled.Apply(_config.ResidualScale, added, Row(_x, token, _config.Width));
    }

    private void FinishLogits(int row)
    {
        var logits = _logits.Span.Slice(row * _config.Vocabulary, _config.Vocabulary);
        AddBias(_weights.OutputBias, logits);
        if (_config.LogitScale != 1)
        {
            Multiply.Apply(logits, _config.LogitScale);
        }

        if (_config.LogitSoftCap > 0)
        {
            SoftCap.Apply(logits, _config.LogitSoftCap);
        }
    }

    private void NormalizeHeads(float[]? norm, Span<float> heads)
    {
        if (norm is not null)
        {
            for (var start = 0; start < heads.Length; start += norm.Length)
            {
                var head = heads.Slice(start, norm.Length);
                RmsNorm.Apply(head, norm, _config.RmsEpsilon, head);
            }
        }
    }

    private static void AddBias(float[]? bias, Span<float> row)
    {
        if (bias is not null)
        {
            AddScaled.Apply(1, bias, row);
        }
    }

    private static Span<float> Row(float[] matrix, int row, int width) => matrix.AsSpan(row * width, width);
}
