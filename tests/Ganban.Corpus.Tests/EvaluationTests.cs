using System.Text.Json.Nodes;
using Ganban.Corpus.Drawing;
using Ganban.Corpus.Evaluation;

namespace Ganban.Corpus.Tests;

public sealed class EvaluationTests
{
    private const int Count = 12;

    [Theory]
    [InlineData(Language.Japanese)]
    [InlineData(Language.English)]
    public async Task Who_knows_all_is_always_right(Language language)
    {
        var agent = await Evaluation("agent", turn => turn).Agent(language, Split.Known, Count, CancellationToken.None);
        var grounded = await Evaluation("grounded", turn => turn)
            .Grounded(language, Split.Known, Count, CancellationToken.None);
        var action = await Evaluation("action", turn => turn)
            .Action(language, Split.Known, Count, CancellationToken.None);
        Assert.Equal([1, 1, 1], agent.Select(measure => measure.Value));
        Assert.Equal([1, 1, 0], grounded.Select(measure => measure.Value));
        Assert.Equal([1, 1], action.Select(measure => measure.Value));
        Assert.Equal(Count, agent[0].Count);
    }

    [Fact]
    public async Task Who_says_nothing_is_never_right()
    {
        var silent = (Turn.Assistant turn) => turn with { Text = "", Calls = [] };
        var agent = await Evaluation("agent", silent).Agent(Language.Japanese, Split.Known, Count, CancellationToken.None);
        var action = await Evaluation("action", silent)
            .Action(Language.Japanese, Split.Known, Count, CancellationToken.None);
        Assert.Equal([0, 0, 0], agent.Select(measure => measure.Value));
        Assert.Equal([0, 0], action.Select(measure => measure.Value));
        Assert.NotEmpty(agent[0].Failures);
    }

    [Fact]
    public async Task Who_always_refuses_refuses_the_answerable_too()
    {
        var refusing = (Turn.Assistant turn) => turn with { Text = "その情報は資料に見つかりませんでした。" };
        var grounded = await Evaluation("grounded", refusing)
            .Grounded(Language.Japanese, Split.Known, Count, CancellationToken.None);
        Assert.Equal([0, 1, 1], grounded.Select(measure => measure.Value));
    }

    [Fact]
    public async Task Another_value_is_a_wrong_call()
    {
        var wrong = (Turn.Assistant turn) => turn with
        {
            Calls = [.. turn.Calls.Select(call => call with { Arguments = Other(call.Arguments) })],
        };
        var action = await Evaluation("action", wrong).Action(Language.English, Split.Known, Count, CancellationToken.None);
        Assert.Equal([0, 1], action.Select(measure => measure.Value));
    }

    [Theory]
    [InlineData("5", "5.0", true)]
    [InlineData("\"5\"", "5", false)]
    [InlineData("{\"a\": 1, \"b\": [2, 3]}", "{\"b\": [2, 3], \"a\": 1}", true)]
    [InlineData("[2, 3]", "[3, 2]", false)]
    [InlineData("{\"a\": 1}", "{\"a\": 1, \"b\": null}", false)]
    public void Arguments_are_compared_as_JSON(string one, string other, bool same) =>
        Assert.Equal(same, Agreement.Same(JsonNode.Parse(one), JsonNode.Parse(other)));

    [Theory]
    [InlineData("the North Sea", "North Sea", false, 1)]
    [InlineData("North", "North Sea", false, 2 / 3.0)]
    [InlineData("東京都", "東京", true, 0.8)]
    [InlineData("大阪", "東京", true, 0)]
    public void F1_is_that_of_the_common_parts(string said, string wanted, bool isJapanese, double expected) =>
        Assert.Equal(expected, Agreement.F1(said, wanted, isJapanese), 6);

    private static JsonObject Other(JsonObject arguments)
    {
        var other = arguments.DeepClone().AsObject();
        foreach (var name in arguments.Select(pair => pair.Key))
        {
            other[name] = "something else";
        }

        return other;
    }

    private static CorpusEvaluation Evaluation(string kind, Func<Turn.Assistant, Turn.Assistant> change) =>
        new(new ModelUnderTest(new KnowingClient(kind, Split.Known, change)), concurrent: 2);
}
