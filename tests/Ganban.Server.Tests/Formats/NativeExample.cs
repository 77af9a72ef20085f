using System.Text.Json.Nodes;

namespace Ganban.Server.Tests.Formats;

/// <summary>An example of a family's native bodies: what is sent, and the shape of what comes back.</summary>
/// <param name="Family">The family, which is the file's name.</param>
/// <param name="File">The family's file: a model, and the cases.</param>
/// <param name="Case">The case.</param>
public sealed record NativeExample(string Family, JsonNode File, JsonNode Case)
{
    public string Model => (string)File["model"]!;

    public int? Dimensions => (int?)File["dimensions"];

    public string Name => (string)Case["name"]!;

    public bool IsStream => (bool)Case["stream"]!;

    public JsonNode Request => Case["request"]!;

    public int Status => (int?)Case["status"] ?? 200;

    public JsonNode? Response => Case["response"];

    public IReadOnlyList<JsonNode> Chunks => [.. (Case["chunks"]?.AsArray() ?? []).Select(chunk => chunk!)];

    /// <summary>How many answers the request asks for.</summary>
    public int Answers => (int?)Request["num_generations"] ?? (int?)Request["n"] ?? 1;

    /// <summary>The most tokens that the request allows, under whatever name.</summary>
    public int? OutputTokensMax
    {
        get
        {
            var place = Request["inferenceConfig"] ?? Request["textGenerationConfig"] ?? Request;
            return new[]
            {
                "max_tokens", "max_completion_tokens", "max_tokens_to_sample", "max_gen_len", "maxTokens",
                "maxTokenCount",
            }.Select(name => (int?)place[name]).FirstOrDefault(found => found is not null);
        }
    }

    /// <summary>Every example of every family.</summary>
    public static IEnumerable<NativeExample> All()
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "Formats", "Examples");
        foreach (var path in Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal))
        {
            var file = JsonNode.Parse(System.IO.File.ReadAllText(path))!;
            foreach (var example in file["cases"]!.AsArray())
            {
                yield return new(Path.GetFileNameWithoutExtension(path), file, example!);
            }
        }
    }
}
