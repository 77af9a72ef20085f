using Ganban.Inference.Models.Architectures;

namespace Ganban.Inference.Models.Decoders;

/// <summary>
/// YaRN (Peng et al. 2023): frequencies that turn often within the original context stay, those that turn less than
/// once are stretched, and between them is a ramp.
/// </summary>
/// <param name="OriginalContext">Tokens that the model was first trained with.</param>
/// <param name="BetaFast">Turns within it from which on a frequency stays.</param>
/// <param name="BetaSlow">Turns within it up to which a frequency is stretched.</param>
internal sealed record YarnConfig(int OriginalContext, double BetaFast, double BetaSlow)
{
    public static YarnConfig Read(ModelKeys keys, int originalContext) => new(
        originalContext,
        keys.FindPositive("rope.scaling.yarn_beta_fast") ?? 32,
        keys.FindPositive("rope.scaling.yarn_beta_slow") ?? 1);

    /// <summary>The factor that makes up for the lower entropy of attention over more tokens.</summary>
    public static float Magnitude(ModelKeys keys, double factor)
    {
        var all = keys.FindPositive("rope.scaling.yarn_log_multiplier") ?? 0;
        return (float)(Of(1) / (all > 0 ? Of(all) : 1));

        double Of(double multiplier) => factor <= 1 ? 1 : 1 + (0.1 * multiplier * Math.Log(factor));
    }

    /// <summary>How much of a pair's frequency stays, 0 to 1.</summary>
    public double Kept(int pair, int dimensions, double frequencyBase)
    {
        var low = Math.Max(Math.Floor(PairOf(BetaFast)), 0);
        var high = Math.Min(Math.Ceiling(PairOf(BetaSlow)), dimensions - 1);
        return 1 - Math.Clamp((pair - low) / Math.Max(high - low, 0.001), 0, 1);

        // The pair that turns so often within the original context.
        double PairOf(double turns) =>
            dimensions * Math.Log(OriginalContext / (turns * 2 * Math.PI)) / (2 * Math.Log(frequencyBase));
    }
}
