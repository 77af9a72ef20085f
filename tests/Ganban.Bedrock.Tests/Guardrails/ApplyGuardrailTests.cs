using System.Text.Json;
using Ganban.Bedrock.Tests.Invocation;

namespace Ganban.Bedrock.Tests.Guardrails;

public sealed class ApplyGuardrailTests : IAsyncLifetime
{
    private readonly Runtime _runtime = Runtime.Open();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _runtime.DisposeAsync().AsTask();

    [Fact]
    public async Task What_blocks_wins_over_what_masks()
    {
        var id = await _runtime.Guardrail("""
            "sensitiveInformationPolicyConfig":{"piiEntitiesConfig":[{"type":"EMAIL","action":"ANONYMIZE"},
              {"type":"US_SOCIAL_SECURITY_NUMBER","action":"BLOCK"}]}
            """);
        var answer = await Apply(id, "OUTPUT", """{"text":{"text":"a@example.com, 219-09-9999"}}""");

        Assert.Equal(
            ("GUARDRAIL_INTERVENED", "Guardrail blocked."),
            (answer.GetProperty("action").GetString(), answer.GetProperty("actionReason").GetString()));
        Assert.Equal("No output.", answer.GetProperty("outputs")[0].GetProperty("text").GetString());
        var found = answer.GetProperty("assessments")[0].GetProperty("sensitiveInformationPolicy").GetProperty("piiEntities");
        Assert.Equal(1, found.GetArrayLength());
        Assert.Equal("219-09-9999", found[0].GetProperty("match").GetString());
    }

    [Fact]
    public async Task Clean_content_is_counted_and_not_given_back()
    {
        var id = await _runtime.Guardrail("""
            "wordPolicyConfig":{"wordsConfig":[{"text":"falcon"}]},
            "sensitiveInformationPolicyConfig":{"regexesConfig":[{"name":"r","pattern":"T-\\d","action":"BLOCK"}]}
            """);
        var answer = await Apply(id, "INPUT", $$$"""{"text":{"text":"{{{new string('x', 1001)}}}"}}""");

        Assert.Equal(("NONE", "No action."), (answer.GetProperty("action").GetString(), answer.GetProperty("actionReason").GetString()));
        Assert.Equal(0, answer.GetProperty("outputs").GetArrayLength());
        var usage = answer.GetProperty("usage");
        Assert.Equal(
            (2, 0, 2, 0),
            (usage.GetProperty("wordPolicyUnits").GetInt32(), usage.GetProperty("topicPolicyUnits").GetInt32(),
                usage.GetProperty("sensitiveInformationPolicyFreeUnits").GetInt32(),
                usage.GetProperty("sensitiveInformationPolicyUnits").GetInt32()));
    }

    [Fact]
    public async Task An_answer_is_scored_against_its_source_and_its_question()
    {
        var id = await _runtime.Guardrail("""
            "contextualGroundingPolicyConfig":{"filtersConfig":[{"type":"GROUNDING","threshold":0.6},{"type":"RELEVANCE","threshold":0.5}]}
            """);
        const string source = "The tower in Osaka was built in 1956. It is 108 metres high. Tickets cost 1000 yen.";
        var good = await Scores(id, source, "How high is the tower?", "The tower is 108 metres high.");
        Assert.Equal((1, "NONE"), (good.Grounding, good.GroundingAction));
        Assert.True(good.Relevance >= 0.5, $"{good.Relevance}");

        var invented = await Scores(id, source, "How high is the tower?", "The tower has red elephants inside. It was painted by Monet.");
        Assert.Equal((0, "BLOCKED"), (invented.Grounding, invented.GroundingAction));

        var beside = await Scores(id, source, "How high is the tower?", "Tickets cost 1000 yen.");
        Assert.Equal(1, beside.Grounding);
        Assert.True(beside.Relevance < 0.5, $"{beside.Relevance}");
    }

    [Theory]
    [InlineData("NAME")]
    [InlineData("ADDRESS")]
    public async Task A_type_that_no_pattern_tells_is_refused_by_name(string type)
    {
        var error = await Assert.ThrowsAnyAsync<Contracts.ModelledException>(() => _runtime.Guardrail($$$"""
            "sensitiveInformationPolicyConfig":{"piiEntitiesConfig":[{"type":"{{{type}}}","action":"BLOCK"}]}
            """));
        Assert.Equal(501, error.Status);
        Assert.Contains(type, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"sensitiveInformationPolicyConfig\":{\"regexesConfig\":[{\"name\":\"r\",\"pattern\":\"(\",\"action\":\"BLOCK\"}]}", "regular expression")]
    [InlineData("\"wordPolicyConfig\":{\"wordsConfig\":[{\"text\":\" \"}]}", "white space")]
    [InlineData("\"wordPolicyConfig\":{\"wordsConfig\":[{\"text\":\"\\u0301\"}]}", "accents")]
    [InlineData("\"contentPolicyConfig\":{\"filtersConfig\":[{\"type\":\"PROMPT_ATTACK\",\"inputStrength\":\"HIGH\",\"outputStrength\":\"HIGH\"}]}", "PROMPT_ATTACK")]
    [InlineData("\"contextualGroundingPolicyConfig\":{\"filtersConfig\":[{\"type\":\"GROUNDING\",\"threshold\":1}]}", "0.99")]
    [InlineData("\"description\":\"nothing\"", "at least one policy")]
    public async Task A_policy_that_can_not_work_is_refused(string policy, string words)
    {
        var error = await Assert.ThrowsAnyAsync<Contracts.ModelledException>(() => _runtime.Guardrail(policy));
        Assert.Equal(("ValidationException", 400), (error.Code, error.Status));
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_full_answer_tells_what_was_not_found_too()
    {
        var id = await _runtime.Guardrail("""
            "contentPolicyConfig":{"filtersConfig":[{"type":"INSULTS","inputStrength":"MEDIUM","outputStrength":"HIGH"},
              {"type":"VIOLENCE","inputStrength":"LOW","outputStrength":"HIGH"}]}
            """);
        var answer = await Apply(id, "INPUT", """{"text":{"text":"You idiot, that bomb is stupid"}}""", "FULL");

        var filters = answer.GetProperty("assessments")[0].GetProperty("contentPolicy").GetProperty("filters");
        Assert.Equal(
            [("INSULTS", "HIGH", "MEDIUM", "BLOCKED"), ("VIOLENCE", "NONE", "LOW", "NONE")],
            filters.EnumerateArray().Select(filter => (
                filter.GetProperty("type").GetString()!, filter.GetProperty("confidence").GetString()!,
                filter.GetProperty("filterStrength").GetString()!, filter.GetProperty("action").GetString()!)));
    }

    private Task<JsonElement> Apply(string id, string source, string content, string scope = "INTERVENTIONS") => _runtime.Apply(
        id, $$"""{"source":"{{source}}","content":[{{content}}],"outputScope":"{{scope}}"}""");

    private async Task<(double Grounding, string? GroundingAction, double Relevance)> Scores(
        string id, string source, string query, string text)
    {
        var answer = await Apply(id, "OUTPUT", $$$"""
            {"text":{"text":"{{{source}}}","qualifiers":["grounding_source"]}},
            {"text":{"text":"{{{query}}}","qualifiers":["query"]}},{"text":{"text":"{{{text}}}"}}
            """);
        Assert.Equal(
            text.Length,
            answer.GetProperty("guardrailCoverage").GetProperty("textCharacters").GetProperty("guarded").GetInt32());
        var filters = answer.GetProperty("assessments")[0].GetProperty("contextualGroundingPolicy").GetProperty("filters");
        return (filters[0].GetProperty("score").GetDouble(), filters[0].GetProperty("action").GetString(),
            filters[1].GetProperty("score").GetDouble());
    }
}
