namespace Ganban.Bench.Serving;

/// <summary>What is measured: Ganban's engine in this process, or another server over HTTP.</summary>
internal interface IEngine
{
    string Name { get; }

    /// <summary>Goes on from a prompt of token ids for a number of tokens, greedily.</summary>
    /// <returns>The time to the first token.</returns>
    Task<TimeSpan> Run(int[] prompt, int tokens);
}
