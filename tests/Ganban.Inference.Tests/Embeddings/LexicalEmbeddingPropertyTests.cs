using FsCheck;
using FsCheck.Fluent;
using Ganban.Inference.Embeddings;

namespace Ganban.Inference.Tests.Embeddings;

public sealed class LexicalEmbeddingPropertyTests
{
    // Any text: words, units of all kinds (lone surrogates too), characters of all planes, and the ones that are cut.
    private static readonly Arbitrary<string> Texts = Gen.ListOf(Gen.OneOf(
            Gen.Elements("tower ", "Running", "東京", "タワー", "ｶﾞﾗｽ", "する", "2026年", " ", "。", "\u0301", "\u3099"),
            Gen.Choose(0, 0xFFFF).Select(unit => ((char)unit).ToString()),
            Gen.Choose(0x10000, 0x10FFFF).Select(char.ConvertFromUtf32),
            Gen.Choose(0x3040, 0x30FF).Select(unit => ((char)unit).ToString()),
            Gen.Choose(0, 0x7F).Select(unit => ((char)unit).ToString())))
        .Select(string.Concat)
        .ToArbitrary();

    [Fact]
    public void Any_text_has_a_vector_of_unit_length_or_the_zero_vector()
    {
        Verify(text =>
        {
            var length = Math.Sqrt(Embed(text, 512).Sum(number => (double)number * number));
            return length == 0 || Math.Abs(length - 1) < 1e-5;
        });
    }

    [Fact]
    public void The_same_text_has_the_same_vector_whatever_was_embedded_before()
    {
        var embedder = new LexicalEmbedder(256);
        Verify(text => embedder.Embed(text, out _).AsSpan().SequenceEqual(Embed(text, 256)));
    }

    [Fact]
    public void A_shorter_vector_is_the_beginning_of_a_longer_one_at_unit_length()
    {
        Verify(text =>
        {
            var beginning = Embed(text, 1024)[..256];
            var length = Math.Sqrt(beginning.Sum(number => (double)number * number));
            return Embed(text, 256).Zip(beginning).All(pair => Math.Abs(pair.First * length - pair.Second) < 1e-5);
        });
    }

    [Fact]
    public void The_order_of_lines_does_not_matter()
    {
        Verify(text => Embed("tower\n" + text, 256).AsSpan().SequenceEqual(Embed(text + "\ntower", 256)), Plain);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("漢")]
    [InlineData("ア")]
    [InlineData("ab ")]
    [InlineData("\u3099")]
    public void One_thing_a_million_characters_long_is_embedded(string piece)
    {
        var text = string.Concat(Enumerable.Repeat(piece, (1 << 20) / piece.Length));

        Assert.InRange(Embed(text, 1024).Sum(number => (double)number * number), 0, 1.0001);
    }

    [Fact]
    public void A_text_of_very_many_different_pairs_keeps_within_the_range_of_sums()
    {
        var random = new Random(1);
        var text = string.Concat(Enumerable.Range(0, 1 << 20).Select(_ => (char)random.Next('一', '龥')));

        Assert.Equal(1, Embed(text, 1024).Sum(number => (double)number * number), 4);
        Assert.True(Embed(text, 1024).Distinct().Count() > 900);
    }

    private static Arbitrary<string> Plain => Gen.ListOf(Gen.Elements("tower", "Running", "東京", "タワー", " ", "7"))
        .Select(string.Concat)
        .ToArbitrary();

    private static float[] Embed(string text, int dimensions) => new LexicalEmbedder(dimensions).Embed(text, out _);

    private static void Verify(Func<string, bool> property, Arbitrary<string>? texts = null) => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(200).WithReplay(20261126, 1), Prop.ForAll(texts ?? Texts, property));
}
