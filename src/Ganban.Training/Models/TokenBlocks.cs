using Ganban.Kernels.Threading;

namespace Ganban.Training.Models;

/// <summary>Shares what is done for each token between threads, in blocks that don't depend on their number.</summary>
internal static class TokenBlocks
{
    /// <summary>Tokens of a block.</summary>
    public const int Size = 64;

    // An elementwise step is bound by memory; a number costs about as much as some multiplications in a cache.
    private const long CostOfNumber = 8;

    /// <summary>Blocks of so many tokens.</summary>
    public static int Count(int tokens) => (tokens + Size - 1) / Size;

    /// <summary>Runs a body for each token.</summary>
    /// <param name="pool">The threads.</param>
    /// <param name="tokens">How many.</param>
    /// <param name="width">Numbers that a token takes, roughly.</param>
    /// <param name="body">Block and token.</param>
    public static void Run(WorkPool pool, int tokens, int width, Action<int, int> body) =>
        pool.Run(Count(tokens), CostOfNumber * tokens * width, block =>
        {
            var end = Math.Min(tokens, (block + 1) * Size);
            for (var token = block * Size; token < end; token++)
            {
                body(block, token);
            }
        });
}
