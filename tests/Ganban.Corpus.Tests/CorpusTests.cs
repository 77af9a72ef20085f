using Ganban.Corpus.Drawing;
using Ganban.Corpus.Format;
using Ganban.Corpus.Names;
using Ganban.Corpus.Tools;
using Ganban.Training;
using Ganban.Training.Jobs;

namespace Ganban.Corpus.Tests;

public sealed class CorpusTests
{
    private const int Sample = 3000;

    [Theory]
    [InlineData(Split.Train)]
    [InlineData(Split.Known)]
    [InlineData(Split.Unseen)]
    public void No_conversation_has_a_word_of_the_scenario(Split split)
    {
        var source = new ConversationSource(11, split);
        for (var number = 0; number < Sample; number++)
        {
            var text = Text(source.Draw(number));
            Assert.False(ScenarioWords.AreIn(text), text);
        }
    }

    [Fact]
    public void A_conversation_depends_on_its_number_alone()
    {
        var source = new ConversationSource(7, Split.Train);
        var forth = Enumerable.Range(0, 40).Select(number => Text(source.Draw(number))).ToList();
        var other = new ConversationSource(7, Split.Train);
        var back = Enumerable.Range(0, 40).Reverse().Select(number => Text(other.Draw(number))).Reverse();
        Assert.Equal(forth, back);
        Assert.NotEqual(forth[3], Text(new ConversationSource(8, Split.Train).Draw(3)));
        Assert.NotEqual(forth[3], Text(source.Draw(3, attempt: 1)));
    }

    [Fact]
    public void A_plan_says_how_many_conversations_of_a_kind_there_are_and_in_which_language()
    {
        var kinds = ConversationSource.Kinds.ToDictionary(kind => kind, kind => kind is "agent" or "chat" ? 1.0 : 0);
        var source = new ConversationSource(
            new CorpusOptions { Kinds = new Dictionary<string, double>(kinds) { ["agent"] = 2 }, EnglishShare = 0.75 });
        var drawn = Enumerable.Range(0, 1000).Select(number => source.Draw(number)).ToList();
        Assert.InRange(drawn.Count(conversation => conversation.Kind == "agent"), 870, 940);
        Assert.Equal(1000, drawn.Count(conversation => conversation.Kind is "agent" or "chat"));
        Assert.InRange(drawn.Count(conversation => conversation.Language == Language.English), 710, 790);

        // What a plan doesn't say is as it always was.
        Assert.Equal(
            Text(new ConversationSource(7, Split.Train).Draw(3)),
            Text(new ConversationSource(new CorpusOptions { Seed = 7 }).Draw(3)));
    }

    [Theory]
    [InlineData("agents", 1, 0.5, 0.5, "'agents'")]
    [InlineData("agent", -1, 0.5, 0.5, "'corpus.kinds.agent' is -1")]
    [InlineData("agent", double.NaN, 0.5, 0.5, "'corpus.kinds.agent' is NaN")]
    [InlineData("agent", 1, 1.5, 0.5, "'corpus.englishShare' is 1.5")]
    [InlineData("agent", 1, 0.5, -0.5, "'corpus.plainShare' is -0.5")]
    public void A_share_that_can_t_be_is_told(
        string kind, double times, double englishShare, double plainShare, string told)
    {
        var options = new CorpusOptions
        {
            Kinds = new Dictionary<string, double> { [kind] = times },
            EnglishShare = englishShare,
            PlainShare = plainShare,
        };
        Assert.Contains(told, Assert.Throws<TrainingException>(() => new ConversationSource(options)).Message);
    }

    [Fact]
    public void A_plan_leaves_some_kind_of_conversation()
    {
        var none = new CorpusOptions { Kinds = ConversationSource.Kinds.ToDictionary(kind => kind, _ => 0.0) };
        Assert.Throws<TrainingException>(() => new ConversationSource(none));
    }

    [Fact]
    public void Tools_that_measure_are_never_trained_on()
    {
        HashSet<string> Names(Split split)
        {
            var source = new ConversationSource(21, split);
            return
            [
                .. Enumerable.Range(0, Sample)
                    .SelectMany(number => source.Draw(number).Tools).Select(tool => tool.Name),
            ];
        }

        var trained = Names(Split.Train);
        Assert.Empty(trained.Intersect(Names(Split.Known)));
        Assert.Empty(trained.Intersect(Names(Split.Unseen)));
    }

    [Fact]
    public void Held_out_wordings_are_never_trained_on()
    {
        var trained = Questions(Split.Train);
        var unseen = Questions(Split.Unseen);
        Assert.DoesNotContain(trained, text => text.Contains("突き合わせて", StringComparison.Ordinal)
            || text.Contains("洗い出し", StringComparison.Ordinal) || text.Contains("I worry about", StringComparison.Ordinal));
        Assert.Contains(unseen, text => text.Contains("突き合わせて", StringComparison.Ordinal));
        Assert.Contains(unseen, text => text.Contains("I worry about", StringComparison.Ordinal));
        Assert.DoesNotContain(unseen, text => text.EndsWith("それぞれの在庫を調べてください。", StringComparison.Ordinal));
    }

    [Fact]
    public void A_review_says_what_its_label_says()
    {
        var source = new ConversationSource(5, Split.Train);
        var reviews = Enumerable.Range(0, 2500)
            .Select(number => source.Draw("label", Language.English, number))
            .Where(review => Text(review).Contains("wonderful", StringComparison.Ordinal)
                && ((Turn.Assistant)review.Turns[^1]).Text is "positive" or "negative").ToList();
        Assert.NotEmpty(reviews);
        Assert.All(reviews, review => Assert.Equal("positive", ((Turn.Assistant)review.Turns[^1]).Text));
    }

    [Fact]
    public void What_is_asked_for_can_be_copied_from_what_stands_before()
    {
        foreach (var (conversation, turn) in Agents(300))
        {
            var before = string.Concat(conversation.Turns.Take(turn).Select(t => t switch
            {
                Turn.User user => user.Text,
                Turn.Result result => result.Text,
                _ => "",
            })) + conversation.System;
            var calls = ((Turn.Assistant)conversation.Turns[turn]).Calls;
            foreach (var argument in calls.SelectMany(call => call.Arguments))
            {
                var value = argument.Value!.GetValue<string>();
                Assert.All(
                    value.Split(' '),
                    word => Assert.True(
                        before.Contains(word, StringComparison.OrdinalIgnoreCase)
                            || word is "材料" or "materials", $"'{word}' is not in:\n{before}"));
            }
        }
    }

    [Fact]
    public void The_last_turn_of_an_agent_tells_every_name_with_its_value()
    {
        foreach (var (conversation, _) in Agents(300))
        {
            var said = ((Turn.Assistant)conversation.Turns[^1]).Text;
            Assert.All(conversation.Expected, part => Assert.Contains(part, said, StringComparison.OrdinalIgnoreCase));
        }
    }

    [Fact]
    public void A_call_names_an_offered_tool_and_its_required_parameters()
    {
        var source = new ConversationSource(4, Split.Known);
        foreach (var conversation in Enumerable.Range(0, 2000).Select(number => source.Draw(number)))
        {
            foreach (var call in conversation.Turns.OfType<Turn.Assistant>().SelectMany(turn => turn.Calls))
            {
                var tool = Assert.Single(conversation.Tools, tool => tool.Name == call.Name);
                var required = tool.Parameters["required"]?.AsArray().Select(name => name!.GetValue<string>()) ?? [];
                Assert.All(required, name => Assert.True(call.Arguments.ContainsKey(name), Text(conversation)));
            }
        }
    }

    [Fact]
    public void Names_begin_in_every_script()
    {
        var source = new ConversationSource(2, Split.Train);
        var firsts = Enumerable.Range(0, 1500)
            .Select(number => source.Draw("agent", Language.Japanese, number))
            .SelectMany(conversation => conversation.Expected.Select(part => part[0])).ToList();
        double Share(char first, char last) => firsts.Count(c => c >= first && c <= last) / (double)firsts.Count;
        Assert.True(Share('ぁ', 'ん') > 0.08);
        Assert.True(Share('ァ', 'ヺ') > 0.08);
        Assert.True(Share('一', '龥') > 0.15);
        Assert.True(firsts.Count(first => first == 'は') > 5);
    }

    private static IEnumerable<(Conversation Conversation, int Turn)> Agents(int count)
    {
        var source = new ConversationSource(9, Split.Train);
        return
            from number in Enumerable.Range(0, count)
            from language in Enum.GetValues<Language>()
            let conversation = source.Draw("agent", language, number)
            from turn in Enumerable.Range(0, conversation.Turns.Count)
            where conversation.Turns[turn] is Turn.Assistant { Calls.Count: > 0 }
            select (conversation, turn);
    }

    private static List<string> Questions(Split split)
    {
        var source = new ConversationSource(17, split);
        return
        [
            .. from number in Enumerable.Range(0, 1000)
               from language in Enum.GetValues<Language>()
               from turn in source.Draw("agent", language, number).Turns
               where turn is Turn.User
               select ((Turn.User)turn).Text,
        ];
    }

    private static string Text(Conversation conversation) =>
        string.Concat(ChatFormat.Render(conversation, "").Select(segment => segment.Text));
}
