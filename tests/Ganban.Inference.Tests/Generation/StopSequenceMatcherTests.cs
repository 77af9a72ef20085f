using Ganban.Inference.Generation;

namespace Ganban.Inference.Tests.Generation;

public class StopSequenceMatcherTests
{
    [Fact]
    public void A_stop_sequence_is_found_across_pieces_and_nothing_of_it_goes_out()
    {
        var matcher = new StopSequenceMatcher(["END"]);
        Assert.Equal(("ab", null), matcher.Add("abE"));
        Assert.Equal(("", null), matcher.Add("N"));
        Assert.Equal(("", "END"), matcher.Add("Dxyz"));
    }

    [Fact]
    public void A_false_start_goes_out_as_soon_as_it_is_one()
    {
        var matcher = new StopSequenceMatcher(["aab"]);
        Assert.Equal(("", null), matcher.Add("aa"));
        Assert.Equal(("a", null), matcher.Add("a"));
        Assert.Equal(("aac", null), matcher.Add("c"));
        Assert.Equal(("", null), matcher.Add("a"));
        Assert.Equal("a", matcher.Flush());
    }

    [Fact]
    public void The_result_does_not_depend_on_how_the_text_is_cut()
    {
        var random = new Random(1);
        for (var round = 0; round < 3000; round++)
        {
            var stops = Enumerable.Range(0, random.Next(1, 4)).Select(_ => Text(random, random.Next(1, 5))).ToArray();
            var text = Text(random, random.Next(0, 25));
            Assert.Equal(Run(stops, text.Select(letter => letter.ToString())), Run(stops, Cut(random, text)));
        }

        static string Text(Random random, int length) =>
            new([.. Enumerable.Range(0, length).Select(_ => (char)('a' + random.Next(2)))]);

        static IEnumerable<string> Cut(Random random, string text)
        {
            while (text.Length > 0)
            {
                var length = random.Next(0, text.Length + 1);
                yield return text[..length];
                text = text[length..];
            }
        }
    }

    private static (string Text, string? Match) Run(string[] stops, IEnumerable<string> pieces)
    {
        var matcher = new StopSequenceMatcher(stops);
        var text = "";
        foreach (var piece in pieces)
        {
            var (more, match) = matcher.Add(piece);
            text += more;
            if (match is not null)
            {
                return (text, match);
            }
        }

        return (text + matcher.Flush(), null);
    }
}
