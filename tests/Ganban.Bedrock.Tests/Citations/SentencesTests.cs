using FsCheck;
using FsCheck.Fluent;
using Ganban.Bedrock.Citations;

namespace Ganban.Bedrock.Tests.Citations;

public sealed class SentencesTests
{
    [Theory]
    [InlineData("One. Two!  Three?", "One.|Two!|Three?")]
    [InlineData("粘土は5kgあります。「まだある。」と言った。え？", "粘土は5kgあります。|「まだある。」|と言った。|え？")]
    [InlineData("It costs 3.50 dollars, e.g. here. Dr. A. Smith knows.", "It costs 3.50 dollars, e.g. here.|Dr. A. Smith knows.")]
    [InlineData("First line\nsecond line", "First line|second line")]
    [InlineData("He said \"stop!\" Then left", "He said \"stop!\"|Then left")]
    [InlineData("  \n ", "")]
    [InlineData("...", "...")]
    public void Text_is_split_where_a_reader_would(string text, string expected) => Assert.Equal(
        expected.Split('|', StringSplitOptions.RemoveEmptyEntries), Sentences.Split(text).Select(range => text[range]));

    [Fact]
    public void Nothing_but_white_space_is_lost_and_a_text_that_comes_in_pieces_is_split_the_same()
    {
        var pieces = Gen.Elements("a", "b7", " ", "\n", ".", "。", "！", "」", "\"", "e.g", "Dr", "?", "…", "粘土");
        var texts = pieces.ArrayOf().Select(string.Concat).ToArbitrary();
        Prop.ForAll(texts, text =>
        {
            var ranges = Sentences.Split(text).ToList();
            var kept = string.Concat(ranges.Select(range => text[range]));
            Assert.Equal(Words(text), Words(kept));

            var start = 0;
            for (var length = 1; length <= text.Length; length++)
            {
                var piece = text.AsSpan(0, length);
                for (int end; (end = Sentences.NextEnd(piece, start, isWhole: false)) >= 0; start = end)
                {
                    Assert.Equal(Sentences.NextEnd(text, start, isWhole: true), end);
                }
            }
        }).QuickCheckThrowOnFailure();
    }

    private static string Words(string text) => string.Concat(text.Where(c => !char.IsWhiteSpace(c)));
}
