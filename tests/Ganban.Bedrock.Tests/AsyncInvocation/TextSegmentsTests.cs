using FsCheck;
using FsCheck.Fluent;
using Ganban.Bedrock.AsyncInvocation;

namespace Ganban.Bedrock.Tests.AsyncInvocation;

public sealed class TextSegmentsTests
{
    [Fact]
    public async Task Segments_end_between_words_or_cut_a_word_that_is_longer()
    {
        Assert.Equal(["ab ", "cd ", "efgh", "ij"], await Read("ab cd efghij", 4));
        Assert.Equal(["a", "\U0001F600", "\U0001F600"], await Read("a\U0001F600\U0001F600", 2));
        Assert.Empty(await Read("", 4));
    }

    [Fact]
    public void Together_they_are_the_text_and_none_is_too_long()
    {
        var pieces = Gen.Elements("a", " ", "\n", "long-word", "\U0001F600", "あ");
        var texts = Gen.Sized(size => pieces.ListOf(size * 3).Select(list => string.Concat(list)));
        Prop.ForAll(texts.ToArbitrary(), Gen.Choose(2, 20).ToArbitrary(), (text, max) =>
        {
            var segments = Read(text, max).GetAwaiter().GetResult();
            return string.Concat(segments) == text
                && segments.All(segment => segment.Length > 0 && segment.Length <= max);
        }).QuickCheckThrowOnFailure();
    }

    private static async Task<List<string>> Read(string text, int max)
    {
        var segments = new List<string>();
        var start = 0L;
        await foreach (var segment in TextSegments.Read(new StringReader(text), max, default))
        {
            Assert.Equal((segments.Count, start), (segment.Index, segment.Start));
            segments.Add(segment.Text);
            start += segment.Text.Length;
        }

        return segments;
    }
}
