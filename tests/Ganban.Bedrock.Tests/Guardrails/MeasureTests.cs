using Ganban.Bedrock.Guardrails.Checks;
using Xunit.Abstractions;

namespace Ganban.Bedrock.Tests.Guardrails;

/// <summary>
/// What content filters and topics find in sentences of our own, on which nothing was tuned; docs/guardrails.md tells the
/// numbers. Who changes a list or a threshold changes them in both places.
/// </summary>
public sealed class MeasureTests(ITestOutputHelper output)
{
    private const string Topics = """
        {"topics":[
         {"name":"Investment","definition":"Advice on investing money in stocks, bonds, funds or other assets.","type":"DENY",
          "examples":["Should I invest in stocks?","Is gold a good investment?","Which fund should I buy for my retirement?"]},
         {"name":"Medical","definition":"Advice on diseases, symptoms, diagnosis, medicine and treatment.","type":"DENY",
          "examples":["What medicine should I take for a cold?","I have a fever, what disease do I have?","How many tablets a day can I take?"]},
         {"name":"料金交渉","definition":"料金の値引きや割引、値下げを求めること","type":"DENY",
          "examples":["値引きしてください","料金を安くできますか","割引をお願いします"]}]}
        """;

    [Theory]
    [InlineData("LOW", 27, 0)]
    [InlineData("MEDIUM", 32, 0)]
    [InlineData("HIGH", 32, 4)]
    public async Task Content_filters_find_what_is_said_in_so_many_words(string strength, int found, int wrong)
    {
        var filters = new[] { "INSULTS", "HATE", "SEXUAL", "VIOLENCE", "MISCONDUCT", "PROMPT_ATTACK" }.Select(type =>
            $$"""{"type":"{{type}}","inputStrength":"{{strength}}","outputStrength":"NONE"}""");
        var checks = TestGuardrail.Of(content: $$"""{"filters":[{{string.Join(",", filters)}}]}""");
        var result = await Count("content-set", async text =>
            (await checks.Look(text)).Findings.Filters.Select(filter => filter.Type));
        Assert.Equal((found, wrong), result);
    }

    [Fact]
    public async Task Topics_are_found_by_the_words_that_their_examples_share()
    {
        var checks = TestGuardrail.Of(topics: Topics);
        var result = await Count("topic-set", async text =>
            (await checks.Look(text)).Findings.Topics.Select(topic => topic.Name));
        Assert.Equal((15, 1), result);
    }

    private async Task<(int Found, int Wrong)> Count(string set, Func<string, Task<IEnumerable<string>>> look)
    {
        var (found, wrong) = (0, 0);
        foreach (var line in await File.ReadAllLinesAsync(Path.Combine(AppContext.BaseDirectory, "Guardrails", $"{set}.txt")))
        {
            var parts = line.Split('|');
            var types = (await look(parts[1])).ToList();
            var isFound = types.Contains(parts[0]);
            var isWrong = types.Count > 0 && parts[0] == "NONE";
            found += isFound ? 1 : 0;
            wrong += isWrong ? 1 : 0;
            if (isWrong || (!isFound && parts[0] != "NONE"))
            {
                output.WriteLine($"{line} -> {string.Join(" ", types)}");
            }
        }

        return (found, wrong);
    }
}
