using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Ganban.Corpus.Drawing;
using Ganban.Corpus.Tools;

namespace Ganban.Corpus.Tests;

public sealed class ActionTests
{
    private static readonly Lexicon Lexicon = new();
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    [Theory]
    [InlineData(Split.Train)]
    [InlineData(Split.Unseen)]
    public void Every_action_is_called_with_what_its_schema_allows(Split split)
    {
        foreach (var request in Requests(split, Lexicon.Actions, Language.English, 40)
            .Concat(Requests(split, Lexicon.JapaneseActions, Language.Japanese, 20)))
        {
            var properties = request.Tool.Parameters["properties"]!.AsObject();
            var required = request.Tool.Parameters["required"]?.AsArray()
                .Select(name => name!.GetValue<string>()) ?? [];
            Assert.All(required, name => Assert.True(
                request.Call.Arguments.ContainsKey(name), $"{request.About} lacks {name}: {request.Text}"));
            foreach (var (name, value) in request.Call.Arguments)
            {
                var schema = properties[name]!.AsObject();
                var isAllowed = schema["type"]!.GetValue<string>() switch
                {
                    "integer" => value!.GetValueKind() == JsonValueKind.Number && decimal.IsInteger(Number(value)),
                    "number" => value!.GetValueKind() == JsonValueKind.Number,
                    "boolean" => value!.GetValueKind() is JsonValueKind.True
                        or JsonValueKind.False,
                    "array" => value is JsonArray { Count: > 0 },
                    _ => schema["enum"] is not JsonArray values
                        || values.Any(allowed => JsonNode.DeepEquals(allowed, value)),
                };
                Assert.True(isAllowed, $"{request.About}: {name} = {PlainJson.Spaced(value)}");
            }
        }
    }

    [Fact]
    public void Numbers_in_words_and_with_separators_are_called_as_numbers()
    {
        var requests = Requests(Split.Train, Lexicon.Actions, Language.English, 40).ToList();
        Assert.Contains(requests, request => Has(request, " three ", _ => 3));
        Assert.Contains(requests, request => Has(request, @"\$(\d+,000)\b", said => decimal.Parse(said, Invariant)));
        Assert.Contains(requests, request => Has(request, @"\b(\d+)%", said => decimal.Parse(said, Invariant) / 100));
    }

    [Fact]
    public void What_a_request_does_not_speak_of_is_left_out()
    {
        var requests = Requests(Split.Train, Lexicon.Actions, Language.English, 20).ToList();
        var offered = requests.Average(request => request.Tool.Parameters["properties"]!.AsObject().Count);
        Assert.True(offered - requests.Average(request => request.Call.Arguments.Count) > 0.8);
    }

    private static bool Has(ActionRequest request, string pattern, Func<string, decimal> numberOf) =>
        Regex.Match(request.Text, pattern) is { Success: true } match && request.Call.Arguments.Any(argument =>
            argument.Value!.GetValueKind() == JsonValueKind.Number
            && Number(argument.Value) == numberOf(match.Groups[^1].Value));

    private static decimal Number(JsonNode value) => decimal.Parse(value.ToJsonString(), Invariant);

    private static IEnumerable<ActionRequest> Requests(
        Split split, IReadOnlyList<ActionFamily> families, Language language, int count) =>
        from family in families
        from number in Enumerable.Range(0, count)
        let scene = new Scene(new Draw(Draw.SeedOf(5, number)), split, language, Lexicon)
        select ActionRequest.Draw(scene, family, 1)[0];
}
