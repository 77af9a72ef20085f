using Ganban.Bedrock.Citations;

namespace Ganban.Bedrock.Tests.Citations;

public sealed class SourceIndexTests
{
    private const string Stock = "在庫一覧です。粘土の在庫は5kgです。ニューロチップの在庫は10個です。倉庫は東棟にあります。";

    private const string Robot =
        "The haniwa robot was built in 1987. It weighs 12 kilograms. Its eyes are made of glass. Tanaka designed it.";

    private readonly SourceIndex _index = new(
    [
        new CitableSource(0, CitableKind.Text, "robot", null, [Robot]),
        new CitableSource(1, CitableKind.Text, "stock", null, [Stock]),
        new CitableSource(2, CitableKind.Chunks, "rules", null, ["Doors close at nine.", "Keys hang in the hall."]),
    ]);

    [Theory]
    [InlineData("The robot weighs 12 kilograms.", 0, "It weighs 12 kilograms.")]
    [InlineData("粘土の在庫は５ｋｇあります。", 1, "粘土の在庫は5kgです。")]
    [InlineData("You find the keys in the hall.", 2, "Keys hang in the hall.")]
    public void A_sentence_is_borne_out_by_what_says_the_same(string sentence, int source, string text)
    {
        var citation = Assert.Single(_index.Find(sentence));
        Assert.Equal((source, text), (citation.Source.Index, citation.Text));
        Assert.Equal(
            text,
            citation.Source.Kind == CitableKind.Text
                ? citation.Source.Parts[0][citation.Start..citation.End]
                : citation.Source.Parts[citation.Start]);
    }

    [Fact]
    public void A_sentence_of_two_facts_is_borne_out_by_two_places() => Assert.Equal(
        ["ニューロチップの在庫は10個です。", "粘土の在庫は5kgです。"],
        _index.Find("粘土の在庫は5kg、ニューロチップの在庫は10個あります。").Select(citation => citation.Text).Order());

    [Theory]
    [InlineData("Paris is the capital of France.")]
    [InlineData("わかりません。")]
    [InlineData("!!!")]
    public void What_no_source_says_is_borne_out_by_nothing(string sentence) => Assert.Empty(_index.Find(sentence));
}
