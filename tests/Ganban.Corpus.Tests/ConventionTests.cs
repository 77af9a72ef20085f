using Ganban.Corpus.Documents;
using Ganban.Corpus.Drawing;
using Ganban.Corpus.Tasks;
using Ganban.Corpus.Wordings;

namespace Ganban.Corpus.Tests;

/// <summary>What an answer can't take from its prompt is always put in the same way.</summary>
public sealed class ConventionTests
{
    private static readonly Lexicon Lexicon = new();

    [Theory]
    [InlineData(Split.Train)]
    [InlineData(Split.Unseen)]
    public void A_value_is_called_as_its_document_calls_it_or_as_usual(Split split)
    {
        for (var number = 0; number < 2000; number++)
        {
            var scene = SceneOf(split, number);
            var document = new DocumentWriter(scene).Prose();
            foreach (var fact in document.Facts.Where(fact => fact.Topic is not null))
            {
                Assert.True(
                    fact.Label == fact.Topic!.Labels(scene.IsJapanese)[0] || Mention.Has(document.Text, fact.Label),
                    $"Nothing says '{fact.Label}' in: {document.Text}");
            }
        }
    }

    [Theory]
    [InlineData("What do I pay for Tor Lamp?", "Tor Lamp price")]
    [InlineData("What is the retail price of Tor Lamp?", "Tor Lamp retail price")]
    [InlineData("Which FEE is there for Tor Lamp?", "Tor Lamp fee")]
    public void A_search_has_the_questions_own_word_or_the_usual_one(string question, string query)
    {
        var price = Lexicon.Topics.First(topic => topic.Key == "price");
        Assert.Equal(query, new SearchQuery(SceneOf(Split.Train, 1), "Tor Lamp", question).Fact(price, "fee"));
    }

    [Theory]
    [InlineData("How does one make Tor Lamp?", "Tor Lamp how to make")]
    [InlineData("List the assembly steps of Tor Lamp.", "Tor Lamp assembly steps")]
    [InlineData("The zorp list of Tor Lamp, please.", "Tor Lamp zorp list")]
    public void A_search_for_a_section_has_the_questions_own_word_or_the_usual_one(string question, string query) =>
        Assert.Equal(
            query, new SearchQuery(SceneOf(Split.Train, 1), "Tor Lamp", question).Section("steps", "zorp list"));

    [Fact]
    public void A_strange_word_never_takes_the_place_of_what_is_asked_about()
    {
        for (var number = 0; number < 4000; number++)
        {
            var text = StrangeWords.Write(SceneOf(Split.Train, number), "ask.fact", [("e", "Tor-7"), ("a", "重さ")]);
            Assert.Contains("Tor-7", text, StringComparison.Ordinal);
            Assert.Contains("重さ", text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("the coffee machine", "fee", false)]
    [InlineData("a fee of 3", "fee", true)]
    [InlineData("Feels like a FEE", "fee", true)]
    [InlineData("販売価格は", "価格", true)]
    public void A_Latin_name_is_found_as_a_whole_word(string text, string name, bool isThere) =>
        Assert.Equal(isThere, Mention.Has(text, name));

    private static Scene SceneOf(Split split, int number) => new(
        new Draw(Draw.SeedOf(41, (int)split, number)),
        split,
        number % 2 == 0 ? Language.Japanese : Language.English,
        Lexicon);
}
