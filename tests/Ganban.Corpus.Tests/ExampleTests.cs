using Ganban.Corpus.Drawing;
using Ganban.Corpus.Format;
using Ganban.Corpus.Training;
using Ganban.Inference.Tokenizers;
using Ganban.Training.Jobs;

namespace Ganban.Corpus.Tests;

public sealed class ExampleTests(SharedTokenizer shared) : IClassFixture<SharedTokenizer>
{
    private readonly Tokenizer _tokenizer = shared.Tokenizer;
    private readonly ConversationSource _source = new(31, Split.Train);

    [Fact]
    public void Only_what_the_model_says_counts()
    {
        var writer = new ExampleWriter(_tokenizer);
        for (var number = 0; number < 200; number++)
        {
            var conversation = _source.Draw(number);
            var example = writer.Write(conversation);
            var counted = example.Tokens.Where((_, place) => example.Weights[place] > 0);
            var said = conversation.Turns.OfType<Turn.Assistant>().Select(turn => turn.Text.Length > 0
                ? turn.Text
                : string.Join('\n', turn.Calls.Select(call =>
                    $$"""

                    {"name": {{PlainJson.Quote(call.Name)}}, "arguments": {{PlainJson.Spaced(call.Arguments)}}}

                    """.Replace("\r", "", StringComparison.Ordinal))));
            Assert.Equal(string.Concat(said), _tokenizer.Decode(counted));
        }
    }

    [Fact]
    public void A_prompt_is_cut_as_the_conversation_that_goes_on_from_it()
    {
        for (var number = 0; number < 200; number++)
        {
            var conversation = _source.Draw(number);
            var whole = Tokens(conversation, conversation.Turns.Count, opensTurn: false);
            for (var turn = 0; turn < conversation.Turns.Count; turn++)
            {
                if (conversation.Turns[turn] is Turn.Assistant)
                {
                    var prompt = Tokens(conversation, turn, opensTurn: true);
                    Assert.Equal(prompt, whole.Take(prompt.Count));
                }
            }
        }
    }

    [Fact]
    public void A_short_turn_counts_more_a_token_than_a_long_one()
    {
        var writer = new ExampleWriter(_tokenizer);
        var brief = Weights("はい。");
        var lengthy = Weights(string.Concat(Enumerable.Repeat("在庫は5kgあります。", 20)));
        Assert.True(brief[1] > lengthy[1]);
        Assert.True(brief.Sum() < lengthy.Sum());
        Assert.True(lengthy[0] > lengthy[1]);
        Assert.True(lengthy[^1] > lengthy[^2]);

        List<float> Weights(string text) =>
        [
            .. writer.Write(new Conversation
            {
                Kind = "chat",
                Language = Language.Japanese,
                Turns = [new Turn.User("在庫は？"), new Turn.Assistant(text, [])],
            }).Weights.Where(weight => weight > 0),
        ];
    }

    [Fact]
    public void An_example_depends_on_its_number_alone()
    {
        var source = new ExampleSource(new CorpusOptions(), _tokenizer);
        var other = new ExampleSource(new CorpusOptions(), _tokenizer);
        var tenth = source.Example(10, 512);
        foreach (var number in new[] { 12, 3, 10 })
        {
            other.Example(number, 512);
        }

        Assert.Equal(tenth.Tokens, other.Example(10, 512).Tokens);
        Assert.Equal(tenth.Weights, other.Example(10, 512).Weights);
    }

    [Fact]
    public void An_example_keeps_within_its_length()
    {
        var source = new ExampleSource(new CorpusOptions(), _tokenizer);
        for (var number = 0; number < 300; number++)
        {
            var example = source.Example(number, 256);
            Assert.InRange(example.Tokens.Length, 2, 256);
            Assert.Equal(example.Tokens.Length, example.Weights.Length);
            Assert.Equal(_tokenizer.BosToken, example.Tokens[0]);
            Assert.Equal(0, example.Weights[0]);
        }
    }

    [Fact]
    public void What_is_replayed_in_a_copying_exercise_stood_there_before()
    {
        var source = new ExampleSource(new CorpusOptions { CopyShareFirst = 1, CopyShareLast = 1 }, _tokenizer);
        for (var number = 0; number < 50; number++)
        {
            var (tokens, weights) = source.Example(number, 256);
            for (var place = 1; place < tokens.Length; place++)
            {
                if (weights[place] > 0)
                {
                    var pair = (tokens[place - 1], tokens[place]);
                    Assert.Contains(
                        Enumerable.Range(1, place - 1), earlier => (tokens[earlier - 1], tokens[earlier]) == pair);
                }
            }
        }
    }

    [Fact]
    public void Copying_fades_out()
    {
        var mixture = new CorpusOptions { CopyShareFirst = 0.6, CopyShareLast = 0.1, CopyExamples = 100 };
        Assert.Equal(0.6, mixture.CopyShareAt(0), 3);
        Assert.Equal(0.35, mixture.CopyShareAt(50), 3);
        Assert.Equal(0.1, mixture.CopyShareAt(1_000_000), 3);
    }

    private List<int> Tokens(Conversation conversation, int turns, bool opensTurn) =>
    [
        .. _tokenizer.Encode(
            [.. ChatFormat.Render(conversation, "", turns, opensTurn).Select(s => new TextSegment(s.Text, s.IsTrusted))]),
    ];
}
