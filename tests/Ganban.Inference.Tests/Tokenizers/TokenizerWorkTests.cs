using Ganban.Inference.Tokenizers;
using Ganban.Inference.Tokenizers.PreTokenizers;

namespace Ganban.Inference.Tests.Tokenizers;

/// <summary>Guards against work that grows faster than the text, by counting it.</summary>
public sealed class TokenizerWorkTests
{
    private const int Length = 100_000;

    public static TheoryData<string> Runs =>
        ["a", "A", "aA", "é", "éA", "1", " ", "\n", " \n", "!", "漢", "😀", "'", "\u0301a"];

    [Fact]
    public void Merging_a_text_without_borders_looks_up_each_neighbour_a_few_times()
    {
        // Every pair of equal tokens joins: a tree of merges over the whole text, the most there can be.
        const int Levels = 17;
        var merges = new PairTable(Levels);
        for (var level = 0; level < Levels; level++)
        {
            merges.TryAdd(level, level, level, level + 1);
        }

        var merger = new TokenMerger<RankedPairs>(new RankedPairs(merges));
        var tokens = new int[1 << Levels];
        Assert.Equal(1, merger.Merge(tokens));
        Assert.Equal(Levels, tokens[0]);
        Assert.InRange(merger.Lookups, tokens.Length, 4L * tokens.Length);
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public void Rules_of_pre_tokenizers_are_asked_at_most_once_a_place(string unit)
    {
        var text = string.Concat(Enumerable.Repeat(unit, Length / unit.Length));
        foreach (var suffix in new[] { "", "x", " x", "\n", "7" })
        {
            var points = new uint[text.Length + suffix.Length];
            var count = CodePoint.Read(text + suffix, points);
            string[] names = ["default", "llama-bpe", "gpt-4o", "deepseek-llm", "deepseek-coder", "deepseek-v3"];
            foreach (var name in names)
            {
                var asked = 0L;
                var preTokenizer = PreTokenizer.Named(name);
                var counting = new PreTokenizer([.. preTokenizer.Rules.Select(Count)]);
                counting.Split(points.AsSpan(0, count), _ => { });
                Assert.InRange(asked, 1, (long)count * preTokenizer.Rules.Length);

                SplitRule Count(SplitRule rule) => (piece, start) =>
                {
                    asked++;
                    return rule(piece, start);
                };
            }
        }
    }

    [Fact]
    public void White_space_that_ends_no_text_is_passed_over_at_once()
    {
        var points = new uint[Length + 1];
        CodePoint.Read(new string(' ', Length) + "x", points);
        Assert.Equal(-Length, LineRules.TrailingSpace(points, 0));
    }

    [Fact]
    public void Long_runs_come_back_whole()
    {
        foreach (var file in new[] { GoldenVocabulary.Bytes, GoldenVocabulary.Characters })
        {
            var tokenizer = GoldenVocabulary.Open(file);
            var text = new string('a', Length) + new string('漢', Length / 10);
            Assert.Equal(text, tokenizer.Decode(tokenizer.Encode(text, parseSpecial: false)));
        }
    }
}
