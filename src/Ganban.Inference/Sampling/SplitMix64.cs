namespace Ganban.Inference.Sampling;

/// <summary>
/// The pseudo-random numbers of sampling: SplitMix64 (Steele, Lea and Flood 2014). Fixed for good, so that a seed gives
/// the same text in every version and on every machine that computes the same logits.
/// </summary>
/// <param name="seed">Any number; the state before the first draw.</param>
internal struct SplitMix64(ulong seed)
{
    private ulong _state = seed;

    /// <summary>The next 64 bits.</summary>
    public ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        var mixed = _state;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }

    /// <summary>A number from 0 to below 1, a multiple of 2⁻⁵³.</summary>
    public double NextDouble() => (Next() >> 11) * (1.0 / (1L << 53));
}
