using Ganban.Corpus.Documents;
using Ganban.Corpus.Drawing;

namespace Ganban.Corpus.Tests;

public sealed class DocumentTests
{
    private const int Sample = 1500;

    [Theory]
    [InlineData(Split.Train)]
    [InlineData(Split.Known)]
    [InlineData(Split.Unseen)]
    public void What_a_document_tells_stands_in_its_text_as_the_answers_have_it(Split split)
    {
        foreach (var document in Documents(split))
        {
            foreach (var fact in document.Facts)
            {
                Assert.Contains(fact.Value, document.Text, StringComparison.Ordinal);
                Assert.Contains(fact.Entity, document.Text, StringComparison.OrdinalIgnoreCase);
            }

            Assert.All(document.Items, item => Assert.Contains(item.Name, document.Text, StringComparison.Ordinal));
            Assert.All(document.Steps, step => Assert.Contains(step, document.Text, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Data_files_and_pages_are_trained_on_and_not_measured_as_unseen()
    {
        string[] signs = ["</table>", "</record>", "<dt>", " ........ "];
        bool HasSign(Document document) =>
            signs.Any(sign => document.Text.Contains(sign, StringComparison.Ordinal));
        Assert.Contains(Documents(Split.Train), HasSign);
        Assert.DoesNotContain(Documents(Split.Unseen), HasSign);
    }

    private static IEnumerable<Document> Documents(Split split)
    {
        var lexicon = new Lexicon();
        return
            from number in Enumerable.Range(0, Sample)
            let draw = new Draw(Draw.SeedOf(31, (int)split, number))
            let language = number % 2 == 0 ? Language.Japanese : Language.English
            select new DocumentWriter(new Scene(draw, split, language, lexicon)).Any();
    }
}
