using System.Text.Json;

namespace Ganban.TinyModels;

/// <summary>What llama.cpp gave for an encoder: a file of Goldens/models.</summary>
/// <param name="Reference">The program and its commit.</param>
/// <param name="Sha256">The model file that was asked.</param>
/// <param name="Cases">Texts and what they gave.</param>
public sealed record EncoderFacts(string Reference, string Sha256, IReadOnlyList<EncoderFacts.Case> Cases)
{
    /// <summary>Reads the facts of a model.</summary>
    /// <param name="folder">Goldens/models.</param>
    /// <param name="model">The model's name.</param>
    public static EncoderFacts Read(string folder, string model) => JsonSerializer.Deserialize<EncoderFacts>(
        File.ReadAllText(Path.Combine(folder, $"{model}.json")), JsonSerializerOptions.Web)!;

    /// <summary>A text, or a query and a document, and what they gave.</summary>
    /// <param name="Texts">One text, or the two.</param>
    /// <param name="Tokens">The texts as llama.cpp cuts them, with the tokens around and between them.</param>
    /// <param name="Output">The embedding, not normalised, or the one score of the two.</param>
    public sealed record Case(string[] Texts, int[] Tokens, float[] Output)
    {
        /// <summary>The most that the output of another engine may be off: both compute in F32.</summary>
        public const double ErrorMax = 5e-5;
    }
}
