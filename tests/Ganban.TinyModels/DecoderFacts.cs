using System.Text.Json;

namespace Ganban.TinyModels;

/// <summary>What llama.cpp gave for a decoder: a file of Goldens/models.</summary>
/// <param name="Reference">The program and its commit.</param>
/// <param name="Sha256">The model file that was asked.</param>
/// <param name="Cases">Prompts and what followed.</param>
public sealed record DecoderFacts(string Reference, string Sha256, IReadOnlyList<DecoderFacts.Case> Cases)
{
    /// <summary>Reads the facts of a model.</summary>
    /// <param name="folder">Goldens/models.</param>
    /// <param name="model">The model's name.</param>
    public static DecoderFacts Read(string folder, string model) => JsonSerializer.Deserialize<DecoderFacts>(
        File.ReadAllText(Path.Combine(folder, $"{model}.json")), JsonSerializerOptions.Web)!;

    /// <summary>A prompt and what followed.</summary>
    /// <param name="Context">The context window that was asked for; some rotations depend on it.</param>
    /// <param name="Prompt">Tokens.</param>
    /// <param name="Logits">The logits after the prompt.</param>
    /// <param name="Exact">
    /// The logits after the prompt from the same weights as F32 numbers, where the format makes engines round what they
    /// multiply with them.
    /// </param>
    /// <param name="Greedy">The tokens that follow, each the likeliest; none for quantised formats.</param>
    /// <param name="Last">The logits after the last of them; for F32 only.</param>
    public sealed record Case(
        int Context,
        int[] Prompt,
        float[] Logits,
        float[]? Exact,
        int[] Greedy,
        float[]? Last)
    {
        // Both sides compute in F32, in another order; each product loses 2⁻²⁴, and softmax amplifies it. Angles of
        // rotation differ more with each position, since llama.cpp multiplies them up from pair to pair: 1.5e-5 is
        // seen. A parameter that is read wrongly shows as 0.04 or more.
        private const double F32ErrorMax = 5e-5;

        // With weights in fewer bits than F32, an engine also rounds what it multiplies with them: to F16, to BF16 or
        // to blocks of 8 bits. There is no one right way, but a right answer: the same weights as F32 numbers.
        // llama.cpp's own distance from it is what this rounding costs; ours may cost half as much again.
        private const double RoundingRatioMax = 1.5;

        /// <summary>llama.cpp's own distance from the exact logits, or null for F32.</summary>
        public double? Rounding => Exact is null ? null : RelativeError.Of(Logits, Exact);

        /// <summary>The most that the logits of another engine may be off.</summary>
        public double ErrorMax => Rounding * RoundingRatioMax ?? F32ErrorMax;
    }
}
