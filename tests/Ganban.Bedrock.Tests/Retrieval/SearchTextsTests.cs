using System.Text.Json;
using Ganban.Bedrock.Engines;
using Ganban.Bedrock.Guardrails;
using Ganban.Bedrock.Invocation;
using Ganban.Bedrock.Retrieval;
using Ganban.Contracts.BedrockAgentRuntime;
using Ganban.Protocol.Pipeline;
using Ganban.Storage.Vectors;
using Microsoft.Extensions.AI;

namespace Ganban.Bedrock.Tests.Retrieval;

public sealed class SearchTextsTests
{
    private const string Question = "はにわロボットの作り方を教えて";

    [Theory]
    [InlineData("はにわロボット 作り方", "はにわロボット 作り方")]
    [InlineData("1. はにわロボット\n- 「作り方」\n", "はにわロボット|作り方")]
    [InlineData("<query>はにわロボット</query>", "はにわロボット")]
    [InlineData("はにわロボットの作り方を教えて", "")]
    [InlineData("ビットコインの価格\nはにわロボット", "はにわロボット")]
    [InlineData("�� ???", "")]
    [InlineData("", "")]
    public void What_a_model_wrote_is_searched_for_where_it_is_about_the_question(string written, string expected) =>
        Assert.Equal(
            expected.Split('|', StringSplitOptions.RemoveEmptyEntries), SearchTexts.Read(written, Question, []));

    [Fact]
    public void Words_of_the_conversation_count_as_asked_for() => Assert.Equal(
        ["Orchard Kettle weight"],
        SearchTexts.Read("Orchard Kettle weight", "And its weight?", [new("What is the Orchard Kettle?", "A kettle.")]));

    [Fact]
    public void Long_and_many_texts_are_left_out()
    {
        var many = string.Join('\n', Enumerable.Range(1, 20).Select(i => $"はにわロボット {i}"));
        Assert.Equal(SearchTexts.CountMax, SearchTexts.Read(many, Question, []).Count);
        Assert.Empty(SearchTexts.Read(new string('は', 300), Question, []));
    }

    [Theory]
    [InlineData("year", "NUMBER", "equals", "2021", true)]
    [InlineData("year", "NUMBER", "greaterThan", "2021", true)]
    [InlineData("year", "NUMBER", "equals", "1999", false)]
    [InlineData("year", "NUMBER", "equals", "\"2021\"", false)]
    [InlineData("year", "NUMBER", "startsWith", "2021", false)]
    [InlineData("city", "STRING", "equals", "\"OSAKA\"", true)]
    [InlineData("city", "STRING", "equals", "\"Tokyo\"", false)]
    [InlineData("tags", "STRING_LIST", "listContains", "\"red\"", true)]
    [InlineData("open", "BOOLEAN", "equals", "true", true)]
    [InlineData("paid", "BOOLEAN", "equals", "true", false)]
    public void A_condition_holds_where_the_question_bears_it_out(
        string key, string type, string comparison, string value, bool isKept)
    {
        MetadataAttributeSchema[] attributes = [new() { Key = key, Type = type, Description = "x" }];
        var written = $$"""{"conditions":[{"key":"{{key}}","operator":"{{comparison}}","value":{{value}}}]}""";

        var filter = ImpliedConditions.Read(written, attributes, "Which red shops were open in Osaka in 2021?");

        Assert.Equal(isKept, filter is not null);
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("[]")]
    [InlineData("""{"conditions":[1,{"key":1},{"key":"year","operator":"x","value":2021}]}""")]
    public void What_is_no_condition_is_none(string written) => Assert.Null(ImpliedConditions.Read(
        written, [new MetadataAttributeSchema { Key = "year", Type = "NUMBER", Description = "x" }], "2021"));

    [Fact]
    public void What_does_not_fit_is_left_out_from_the_end_down_to_a_part_of_the_best()
    {
        var asked = Prepared(["aaaaaaaaaa", "b", "c", "d"]);

        var half = asked.Within(contextLength: 100, promptTokens: 160)!;
        Assert.Equal(["aaaaaaaaaa", "b"], half.Found.Select(match => match.Text));
        var one = half.Within(contextLength: 100, promptTokens: 10_000)!;
        Assert.Equal(["aaaaaaaaaa"], one.Found.Select(match => match.Text));
        var part = one.Within(contextLength: 100, promptTokens: 200)!;
        Assert.Equal(["aaaa"], part.Found.Select(match => match.Text));
        Assert.Null(part.Within(contextLength: 1, promptTokens: 10_000));
        Assert.Null((asked with { CanShorten = false }).Within(100, 160));
    }

    private static PreparedAnswer Prepared(IReadOnlyList<string> texts)
    {
        var found = texts.Select(text =>
            new VectorMatch("DS/s3://b/k", text, new Dictionary<string, JsonElement>(), 1)).ToList();
        var chat = new ChatRequest([], new ChatOptions());
        var context = new OperationContext
        {
            Caller = new Protocol.Callers.Caller("000000000000", "us-east-1", "arn"),
            RequestId = "1",
            Operation = "RetrieveAndGenerate",
        };
        return new PreparedAnswer(
            "s", "q", found, "m", new TextEngine("e", null!), new GuardedCall(chat), _ => chat, context)
        {
            CanShorten = true,
        };
    }
}
