using System.Diagnostics;
using System.Globalization;

namespace Ganban.Bench.Serving;

/// <summary>What is measured of engines: with a peer, in turns on the same machine.</summary>
/// <param name="engines">Ganban first.</param>
/// <param name="vocabulary">Tokens to make prompts of.</param>
internal sealed class Measures(IReadOnlyList<IEngine> engines, int vocabulary)
{
    private const int Rounds = 3;

    private int _seed;

    /// <summary>Tokens a second of streams that run together, their short prompts included in the time.</summary>
    public async Task Streams(int streams, int promptTokens, int tokens)
    {
        await EachInTurn($"{streams} streams, tokens/s", greaterIsBetter: true, async engine =>
        {
            var prompts = Enumerable.Range(0, streams).Select(_ => Prompt(promptTokens)).ToList();
            var started = Stopwatch.GetTimestamp();
            await Task.WhenAll(prompts.Select(prompt => Task.Run(() => engine.Run(prompt, tokens))));
            return streams * tokens / Stopwatch.GetElapsedTime(started).TotalSeconds;
        });
    }

    /// <summary>Milliseconds to the first token of a second request that begins with the same prefix.</summary>
    public async Task Prefix(int prefixTokens)
    {
        await EachInTurn($"second request, prefix of {prefixTokens}, ms", greaterIsBetter: false, async engine =>
        {
            var prefix = Prompt(prefixTokens);
            await engine.Run([.. prefix, .. Prompt(16)], 2);
            return (await engine.Run([.. prefix, .. Prompt(16)], 2)).TotalMilliseconds;
        });
    }

    private async Task EachInTurn(string name, bool greaterIsBetter, Func<IEngine, Task<double>> measure)
    {
        var results = engines.Select(_ => new List<double>()).ToList();
        for (var round = 0; round < Rounds; round++)
        {
            for (var index = 0; index < engines.Count; index++)
            {
                results[index].Add(await measure(engines[index]));
            }
        }

        for (var index = 0; index < engines.Count; index++)
        {
            var sorted = results[index].Order().ToList();
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{name}: {engines[index].Name} median {sorted[Rounds / 2]:F1} (min {sorted[0]:F1}, max {sorted[^1]:F1})"));
        }

        if (engines.Count == 2)
        {
            var (own, peer) = (results[0].Order().ElementAt(Rounds / 2), results[1].Order().ElementAt(Rounds / 2));
            var wish = greaterIsBetter ? "more" : "less";
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{name}: ratio {own / peer:F2} ({wish} is better)"));
        }
    }

    /// <summary>A prompt that none before begins like.</summary>
    private int[] Prompt(int length)
    {
        var random = new Random(++_seed);
        return [.. Enumerable.Range(0, length).Select(_ => random.Next(1000, Math.Min(vocabulary, 30_000)))];
    }
}
