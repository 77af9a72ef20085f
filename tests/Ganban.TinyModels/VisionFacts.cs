using System.Text.Json;

namespace Ganban.TinyModels;

/// <summary>What llama.cpp gave for a vision tower and a decoder that reads with it.</summary>
/// <param name="Reference">The program and its commit.</param>
/// <param name="Sha256">The tower's file that was asked.</param>
/// <param name="Pictures">Pictures and their rows.</param>
/// <param name="Cases">Prompts with a picture and what followed.</param>
public sealed record VisionFacts(
    string Reference,
    string Sha256,
    IReadOnlyList<VisionFacts.Picture> Pictures,
    IReadOnlyList<VisionFacts.Case> Cases)
{
    /// <summary>Reads the facts.</summary>
    /// <param name="folder">Goldens/models.</param>
    /// <param name="tower">The tower's name.</param>
    public static VisionFacts Read(string folder, string tower) => JsonSerializer.Deserialize<VisionFacts>(
        File.ReadAllText(Path.Combine(folder, $"{tower}.json")), JsonSerializerOptions.Web)!;

    /// <summary>A picture of <see cref="TinyPicture"/> and what the tower makes of it.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Rows">`[tokens × width]`.</param>
    public sealed record Picture(string Name, float[] Rows)
    {
        /// <summary>The most that the rows of another engine may be off: both compute in F32.</summary>
        public const double ErrorMax = 5e-5;
    }

    /// <summary>A prompt with a picture in it and what followed.</summary>
    /// <param name="Context">The context window that was asked for.</param>
    /// <param name="Before">Tokens before the picture.</param>
    /// <param name="Picture">The picture's name.</param>
    /// <param name="After">Tokens behind it.</param>
    /// <param name="Logits">The logits after the prompt.</param>
    /// <param name="Greedy">The tokens that follow, each the likeliest.</param>
    /// <param name="Last">The logits after the last of them.</param>
    public sealed record Case(
        int Context, int[] Before, string Picture, int[] After, float[] Logits, int[] Greedy, float[] Last)
    {
        /// <summary>The most that the logits of another engine may be off.</summary>
        public const double ErrorMax = 5e-5;
    }
}
