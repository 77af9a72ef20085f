using System.Text.Json;

namespace Ganban.Inference.ModelFiles.Import;

/// <summary>
/// Recognises byte-level BPE's pre-tokenizer by the patterns in tokenizer.json, and gives it GGUF's name. Facts:
/// public tokenizer.json files.
/// </summary>
internal static class PreTokenizers
{
    private const string Contractions = "(?i:'s|'t|'re|'ve|'m|'ll|'d)";
    private const string Spaces = @"\s*[\r\n]+|\s+(?!\S)|\s+";
    private const string Marks = @" ?[^\s\p{L}\p{N}]+[\r\n]*|" + Spaces;
    private const string Upper = @"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+";
    private const string Lower = @"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*";
    private const string SlashMarks = @" ?[^\s\p{L}\p{N}]+[\r\n/]*|" + Spaces;
    private const string Llama3 = Contractions + @"|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}|" + Marks;

    // The patterns of one pre-tokenizer stand one behind the other with a line feed between.
    private static readonly Dictionary<string, string> Names = new()
    {
        [Contractions + @"|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}|" + Marks] = "qwen2",
        [Contractions + @"|[^\r\n\p{L}\p{N}]?[\p{L}\p{M}]+|\p{N}| ?[^\s\p{L}\p{M}\p{N}]+[\r\n]*|" + Spaces] = "qwen35",
        [Upper + "|" + Lower + @"|\p{N}|" + SlashMarks] = "tekken",
        [$"{Upper}{Contractions}?|{Lower}{Contractions}?" + @"|\p{N}{1,3}|" + SlashMarks] = "gpt-4o",
        [@"\p{N}{1,3}" + "\n[一-龥\u3040-ゟ゠-ヿ]+\n" + @"[!""#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+| ?[\p{P}\p{S}]+[\r\n]*|" + Spaces] =
            "deepseek-v3",
        ["[\r\n]\n\\s?\\p{L}+\n\\s?\\p{P}+\n[一-龥ࠀ-一가-\uD7FF]+"] = "deepseek-coder",
    };

    /// <summary>GGUF's name for the pre-tokenizer.</summary>
    /// <param name="preTokenizer">tokenizer.json's `pre_tokenizer`.</param>
    /// <param name="ignoresMerges">Whether a word that is a token is taken whole, whatever the merges say.</param>
    public static string NameOf(JsonElement preTokenizer, bool ignoresMerges)
    {
        var steps = Steps(preTokenizer).ToArray();
        var patterns = string.Join('\n', steps.Select(PatternOf).OfType<string>());
        if (patterns.Length == 0)
        {
            return Array.Exists(steps, step => TypeOf(step) == "Digits") ? "smollm" : "gpt-2";
        }

        patterns = patterns.Replace("?+", "?", StringComparison.Ordinal).Replace("++", "+", StringComparison.Ordinal);
        return patterns == Llama3 ? ignoresMerges ? "llama-bpe" : "dbrx"
            : Names.TryGetValue(patterns, out var name) ? name
            : throw new ModelFileException($"tokenizer.json cuts text by a pattern that is not known: {patterns}");
    }

    /// <summary>The steps of a pre-tokenizer, normalizer or the like, also where they stand in a sequence.</summary>
    public static IEnumerable<JsonElement> Steps(JsonElement step)
    {
        if (step.ValueKind is not JsonValueKind.Object)
        {
            return [];
        }

        foreach (var list in new[] { "pretokenizers", "normalizers", "processors", "decoders" })
        {
            if (step.TryGetProperty(list, out var steps) && steps.ValueKind is JsonValueKind.Array)
            {
                return steps.EnumerateArray().SelectMany(Steps);
            }
        }

        return [step];
    }

    /// <summary>A step's type, or an empty text.</summary>
    public static string TypeOf(JsonElement step) =>
        step.TryGetProperty("type", out var type) ? type.ToString() : "";

    private static string? PatternOf(JsonElement step) =>
        TypeOf(step) == "Split" && step.TryGetProperty("pattern", out var pattern)
        && pattern.ValueKind is JsonValueKind.Object && pattern.TryGetProperty("Regex", out var regex)
            ? regex.ToString()
            : null;
}
