using System.Text.Json;

namespace Ganban.Inference.Tests.Models;

/// <summary>What llama.cpp gave for a model of Ganban.TinyModels: a file of Goldens/models.</summary>
/// <param name="Reference">The program and its commit.</param>
/// <param name="Sha256">The model file that was asked.</param>
/// <param name="Cases">Prompts and what followed.</param>
public sealed record GoldenFacts(string Reference, string Sha256, IReadOnlyList<GoldenFacts.Case> Cases)
{
    public static GoldenFacts Of(string model) => JsonSerializer.Deserialize<GoldenFacts>(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Goldens", "models", $"{model}.json")),
        JsonSerializerOptions.Web)!;

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
        float[]? Last);
}
