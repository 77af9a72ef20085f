namespace Ganban.Inference.Sampling;

/// <summary>
/// Pseudo-random numbers: SplitMix64 (Steele, Lea and Flood 2014). Fixed for good, so that a seed gives the same text
/// in every version and on every machine that computes the same logits.
/// </summary>
/// <param name="seed">Any number; the state before the first draw.</param>
public struct SplitMix64(ulong seed)
{
    /// <summary>What the state grows by with each draw.</summary>
    public const ulong Step = 0x9E3779B97F4A7C15;

    private ulong _state = seed;

    /// <summary>Spreads a number's bits; different numbers give different ones.</summary>
    /// <param name="number">Any number.</param>
    public static ulong Mix(ulong number)
    {
        number = (number ^ (number >> 30)) * 0xBF58476D1CE4E5B9;
        number = (number ^ (number >> 27)) * 0x94D049BB133111EB;
        return number ^ (number >> 31);
    }

    /// <summary>The next 64 bits.</summary>
    public ulong Next() => Mix(_state += Step);

    /// <summary>A number from 0 to below 1, a multiple of 2⁻⁵³.</summary>
    public double NextDouble() => (Next() >> 11) * (1.0 / (1L << 53));
}
