using System.Text;
using Ganban.Inference.Generation;
using Ganban.Inference.Tokenizers;

namespace Ganban.Inference.Tests.Constraints;

/// <summary>
/// A model without any sense: draws among the tokens that a constraint leaves, a little keener on closing.
/// </summary>
internal sealed class RandomModel(Tokenizer tokenizer, int seed)
{
    private readonly Random _random = new(seed);

    /// <summary>Names of control tokens are part of the text.</summary>
    public (string Text, bool Finished) Run(
        ITokenConstraint constraint, int tokensMax, Func<string, float>? taste = null)
    {
        var bytes = new List<byte>();
        var logits = new float[tokenizer.VocabularySize];
        for (var i = 0; i < tokensMax; i++)
        {
            for (var token = 0; token < logits.Length; token++)
            {
                logits[token] = (float)_random.NextDouble() * 3 + Taste(token) + (taste?.Invoke(Name(token)) ?? 0);
            }

            constraint.Apply(logits);
            var chosen = Array.IndexOf(logits, logits.Max());
            Assert.True(float.IsFinite(logits[chosen]), $"Nothing can follow {Encoding.UTF8.GetString([.. bytes])}");
            if (tokenizer.IsEndOfGeneration(chosen))
            {
                return (Encoding.UTF8.GetString([.. bytes]), true);
            }

            constraint.Accept(chosen);
            bytes.AddRange(tokenizer.IsControl(chosen)
                ? Encoding.UTF8.GetBytes(tokenizer.TokenName(chosen))
                : tokenizer.TokenBytes(chosen).ToArray());
            if (constraint.IsFinished)
            {
                return (Encoding.UTF8.GetString([.. bytes]), true);
            }
        }

        return (Encoding.UTF8.GetString([.. bytes]), false);
    }

    private string Name(int token) => tokenizer.TokenName(token);

    private float Taste(int token) => tokenizer.TokenBytes(token) switch
    {
        [.., (byte)'}' or (byte)']'] => 2.4f,
        [(byte)'"', ..] => 1.6f,
        [.., (byte)'"'] => 1f,
        _ => 0,
    };
}
