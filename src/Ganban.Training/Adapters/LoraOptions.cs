namespace Ganban.Training.Adapters;

/// <summary>What an adapter looks like.</summary>
public sealed record LoraOptions
{
    /// <summary>The matrices of a layer that can have an adapter, by their names in a GGUF file.</summary>
    public static IReadOnlyList<string> AllTargets { get; } =
        ["attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down"];

    /// <summary>r, the rank: at least 1.</summary>
    public int Rank { get; set; } = 8;

    /// <summary>α: the adapter counts α / r.</summary>
    public float Alpha { get; set; } = 16;

    /// <summary>The matrices of each layer that have one.</summary>
    public IReadOnlyList<string> Targets { get; set; } = AllTargets;

    /// <summary>Fixes the first numbers.</summary>
    public int Seed { get; set; } = 1;

    /// <summary>Refuses options that make no adapter.</summary>
    /// <exception cref="TrainingException">Says which.</exception>
    public void Check()
    {
        if (Rank is < 1 or > 1024 || !(Alpha > 0))
        {
            throw new TrainingException(
                FormattableString.Invariant($"An adapter's rank {Rank} must be 1 to 1024, its alpha {Alpha} above 0."));
        }

        if (Targets.Count == 0 || Targets.Except(AllTargets).Any())
        {
            throw new TrainingException($"An adapter's targets are some of {string.Join(", ", AllTargets)}; given were "
                + $"'{string.Join(", ", Targets)}'.");
        }
    }
}
