using Ganban.Kernels.Threading;

namespace Ganban.Inference.Models.Decoders;

/// <summary>A loop over the tokens of a pass, made once and used for every layer: it allocates nothing.</summary>
/// <param name="pool">Shares the tokens among threads when there is enough to do.</param>
/// <param name="operations">Operations for one token, roughly.</param>
/// <param name="body">What to do with a token.</param>
internal sealed class TokenLoop(WorkPool pool, long operations, Action<int> body) : ILoopBody
{
    private const int TokensPerItem = 4;

    private int _tokens;

    /// <summary>Does the tokens from 0 on.</summary>
    public void OverAll(int tokens)
    {
        _tokens = tokens;
        pool.Run((tokens + TokensPerItem - 1) / TokensPerItem, tokens * operations, this);
    }

    /// <inheritdoc/>
    public void Run(int item)
    {
        var end = Math.Min((item + 1) * TokensPerItem, _tokens);
        for (var token = item * TokensPerItem; token < end; token++)
        {
            body(token);
        }
    }
}
