using System.Text.Json;

namespace Ganban.Inference.Tests.Models;

/// <summary>What llama.cpp gave for an encoder of Ganban.TinyModels: a file of Goldens/models.</summary>
/// <param name="Reference">The program and its commit.</param>
/// <param name="Sha256">The model file that was asked.</param>
/// <param name="Cases">Texts and what they gave.</param>
public sealed record EncoderFacts(string Reference, string Sha256, IReadOnlyList<EncoderFacts.Case> Cases)
{
    public static EncoderFacts Of(string model) => JsonSerializer.Deserialize<EncoderFacts>(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Goldens", "models", $"{model}.json")),
        JsonSerializerOptions.Web)!;

    /// <summary>A text, or a query and a document, and what they gave.</summary>
    /// <param name="Texts">One text, or the two.</param>
    /// <param name="Tokens">The texts as llama.cpp cuts them, with the tokens around and between them.</param>
    /// <param name="Output">The embedding, not normalised, or the one score of the two.</param>
    public sealed record Case(string[] Texts, int[] Tokens, float[] Output);
}
