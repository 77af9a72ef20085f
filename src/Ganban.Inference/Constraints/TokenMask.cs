using System.Runtime.Intrinsics;

namespace Ganban.Inference.Constraints;

/// <summary>A set of tokens, a bit each.</summary>
internal sealed class TokenMask(int size)
{
    private readonly byte[] _bits = new byte[(size + 7) / 8];

    /// <summary>True for a token of the set.</summary>
    public bool this[int token] => (_bits[token >> 3] & (1 << (token & 7))) != 0;

    /// <summary>Makes the set empty.</summary>
    public void Clear() => Array.Clear(_bits);

    /// <summary>Adds a token.</summary>
    public void Add(int token) => _bits[token >> 3] |= (byte)(1 << (token & 7));

    /// <summary>Adds all tokens of <paramref name="other"/>.</summary>
    public void Add(TokenMask other)
    {
        for (var i = 0; i < _bits.Length; i++)
        {
            _bits[i] |= other._bits[i];
        }
    }

    /// <summary>
    /// Sets the logits of all other tokens to negative infinity. Models may have more logits than tokens, padded to a
    /// round number: those are never in the set.
    /// </summary>
    public void Apply(Span<float> logits)
    {
        var weights = Vector256.Create(1, 2, 4, 8, 16, 32, 64, 128);
        var forbidden = Vector256.Create(float.NegativeInfinity);
        var whole = Math.Min(size, logits.Length) / 8;
        for (var i = 0; i < whole; i++)
        {
            var eight = logits.Slice(i * 8, 8);
            switch (_bits[i])
            {
                case 0:
                    forbidden.CopyTo(eight);
                    break;
                case byte.MaxValue:
                    break;
                case var bits:
                    var kept = Vector256.Equals(Vector256.Create((int)bits) & weights, weights).AsSingle();
                    Vector256.ConditionalSelect(kept, Vector256.Create<float>(eight), forbidden).CopyTo(eight);
                    break;
            }
        }

        for (var token = whole * 8; token < logits.Length; token++)
        {
            if (token >= size || !this[token])
            {
                logits[token] = float.NegativeInfinity;
            }
        }
    }
}
