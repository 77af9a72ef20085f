using System.Text.Json;
using Ganban.Bedrock.Citations;
using Ganban.Bedrock.Retrieval;
using Ganban.Contracts.BedrockAgentRuntime;
using Ganban.Storage.Vectors;

namespace Ganban.Bedrock.Tests.Retrieval;

public sealed class AnswerTests
{
    private static readonly VectorMatch[] Found = [Match("first"), Match("second")];

    [Fact]
    public void Variables_of_a_template_are_replaced_once()
    {
        var prompt = AnswerPrompt.Fill(
            "$current_time$|$query$|$search_results$|$other$",
            "What is $current_time$?",
            [Match("a $query$ b")],
            [],
            new DateTimeOffset(2026, 5, 31, 1, 2, 3, TimeSpan.Zero));

        Assert.Equal(
            "2026-05-31T01:02:03Z|What is $current_time$?|<document>\na $query$ b\n</document>|$other$", prompt);
    }

    [Theory]
    [InlineData("はにわロボットの材料は?", "検索結果")]
    [InlineData("What is it made of?", "search results")]
    public void Without_a_template_the_prompt_is_in_the_questions_language(string question, string words)
    {
        var prompt = AnswerPrompt.Fill(null, question, Found, [], default);
        Assert.Contains(words, prompt, StringComparison.Ordinal);
        Assert.Contains("<document index=\"2\">\nsecond\n</document>", prompt, StringComparison.Ordinal);
        Assert.DoesNotContain("$", prompt, StringComparison.Ordinal);
    }

    [Fact]
    public void A_template_needs_a_place_for_what_was_found()
    {
        AnswerPrompt.Check(null, "p");
        AnswerPrompt.Check("x $search_results$", "p");
        Assert.Throws<ValidationException>(() => AnswerPrompt.Check("$query$", "p"));
    }

    [Fact]
    public void Spans_are_places_in_the_answer()
    {
        const string Answer = "One.  Two. Three.";
        CitedText[] pieces =
        [
            new("One.", [Cited(0)]),
            new("  Two.", []),
            new(" Three.", [Cited(1), Cited(1)]),
        ];

        var citations = new AnswerCitations(Found).All(Answer, pieces);

        var parts = citations.Select(citation => citation.GeneratedResponsePart!.TextResponsePart!).ToList();
        Assert.Equal(["One.", "Three."], parts.Select(part => part.Text));
        Assert.All(parts, part => Assert.Equal(part.Text, Answer[part.Span!.Start!.Value..part.Span.End!.Value]));
        Assert.Equal("second", Assert.Single(citations[1].RetrievedReferences!).Content!.Text);
    }

    [Fact]
    public void An_answer_that_nothing_bears_out_is_one_citation_without_references()
    {
        var citation = Assert.Single(new AnswerCitations(Found).All("No.", [new("No.", [])]));
        Assert.Empty(citation.RetrievedReferences!);
        var span = citation.GeneratedResponsePart!.TextResponsePart!.Span!;
        Assert.Equal((0, 3), (span.Start, span.End));
    }

    private static VectorMatch Match(string text) =>
        new("DS/s3://bucket/" + text, text, new Dictionary<string, JsonElement>(), 1);

    private static SourceCitation Cited(int index) =>
        new(new CitableSource(index, CitableKind.Text, null, null, [Found[index].Text]), 0, 1, "x");
}
