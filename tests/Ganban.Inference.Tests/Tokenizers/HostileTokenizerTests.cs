using System.Buffers.Binary;
using Ganban.Inference.ModelFiles;

namespace Ganban.Inference.Tests.Tokenizers;

public sealed class HostileTokenizerTests
{
    private const string Map = "tokenizer.ggml.precompiled_charsmap";

    [Theory]
    [InlineData("a")]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("a ")]
    [InlineData("no-such-token a")]
    [InlineData("a no-such-token")]
    [InlineData("Z Q")]
    public void A_merge_of_what_is_not_in_the_vocabulary_is_refused(string merge)
    {
        var metadata = GoldenVocabulary.Metadata(GoldenVocabulary.Bytes);
        metadata["tokenizer.ggml.merges"] = new[] { merge };
        AssertRefused(metadata, "Merge 0");
    }

    [Fact]
    public void A_pre_tokenizer_that_nobody_knows_is_refused_by_name()
    {
        var metadata = GoldenVocabulary.Metadata(GoldenVocabulary.Bytes);
        metadata["tokenizer.ggml.pre"] = "next-year";
        AssertRefused(metadata, "next-year");
    }

    [Fact]
    public void A_kind_of_tokenizer_that_nobody_knows_is_refused_by_name()
    {
        var metadata = GoldenVocabulary.Metadata(GoldenVocabulary.Bytes);
        metadata["tokenizer.ggml.model"] = "rwkv";
        AssertRefused(metadata, "rwkv");
    }

    [Theory]
    [InlineData(GoldenVocabulary.Unigram)]
    [InlineData(GoldenVocabulary.SentencePiece)]
    public void Scores_that_are_too_few_or_no_numbers_are_refused(string file)
    {
        var metadata = GoldenVocabulary.Metadata(file);
        var scores = (float[])metadata["tokenizer.ggml.scores"];
        metadata["tokenizer.ggml.scores"] = scores[1..];
        AssertRefused(metadata, "tokenizer.ggml.scores");
        scores[^1] = float.NaN;
        metadata["tokenizer.ggml.scores"] = scores;
        AssertRefused(metadata, "tokenizer.ggml.scores");
        scores[^1] = float.PositiveInfinity;
        AssertRefused(metadata, "tokenizer.ggml.scores");
    }

    [Fact]
    public void A_name_without_bounds_is_refused()
    {
        var metadata = GoldenVocabulary.Metadata(GoldenVocabulary.Unigram);
        ((string[])metadata["tokenizer.ggml.tokens"])[9] = new string('a', 5000);
        AssertRefused(metadata, "Token 9");
    }

    [Theory]
    [InlineData("tokenizer.ggml.bos_token_id")]
    [InlineData("tokenizer.ggml.eos_token_id")]
    [InlineData("tokenizer.ggml.unknown_token_id")]
    public void A_special_token_outside_of_the_vocabulary_is_refused(string key)
    {
        var metadata = GoldenVocabulary.Metadata(GoldenVocabulary.Unigram);
        metadata[key] = 1_000_000u;
        AssertRefused(metadata, key);
    }

    [Theory]
    [InlineData(uint.MaxValue)]
    [InlineData(0u)]
    [InlineData(3u)]
    [InlineData(1u << 20)]
    public void A_character_map_whose_length_is_a_lie_is_refused(uint length)
    {
        var metadata = GoldenVocabulary.Metadata(GoldenVocabulary.Unigram);
        var map = (byte[])metadata[Map];
        BinaryPrimitives.WriteUInt32LittleEndian(map, length);
        AssertRefused(metadata, Map);
        metadata[Map] = new byte[] { 1, 2 };
        AssertRefused(metadata, Map);
        metadata[Map] = "text";
        AssertRefused(metadata, Map);
    }

    [Fact]
    public void Whatever_bytes_a_character_map_has_it_is_refused_or_works_within_bounds()
    {
        var random = new Random(9);
        var refused = 0;
        for (var round = 0; round < 300; round++)
        {
            var metadata = GoldenVocabulary.Metadata(GoldenVocabulary.Unigram);
            var map = (byte[])metadata[Map];
            for (var change = random.Next(1, 40); change > 0; change--)
            {
                map[random.Next(sizeof(uint), map.Length)] = (byte)random.Next(256);
            }

            try
            {
                var tokenizer = GoldenVocabulary.Open(metadata);
                Assert.All(GoldenVocabulary.Corpus, text => tokenizer.Encode(text, parseSpecial: false));
            }
            catch (ModelFileException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 1, 299);
    }

    [Fact]
    public void A_character_map_that_leads_in_circles_ends()
    {
        // One unit that is its own child by the letter a.
        var units = new uint[256];
        units['a'] = 'a' | ((uint)'a' << 10);
        var map = new byte[4 + (units.Length * 4) + 1];
        BinaryPrimitives.WriteUInt32LittleEndian(map, (uint)units.Length * 4);
        for (var unit = 0; unit < units.Length; unit++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(map.AsSpan(4 + (unit * 4)), units[unit]);
        }

        var metadata = GoldenVocabulary.Metadata(GoldenVocabulary.Unigram);
        metadata[Map] = map;
        Assert.NotEmpty(GoldenVocabulary.Open(metadata).Encode(new string('a', 20_000), parseSpecial: false));
    }

    [Fact]
    public void Names_that_appear_twice_or_are_empty_do_no_harm()
    {
        foreach (var file in new[]
        {
            GoldenVocabulary.SentencePiece, GoldenVocabulary.Unigram, GoldenVocabulary.WordPiece,
        })
        {
            var metadata = GoldenVocabulary.Metadata(file);
            var names = (string[])metadata["tokenizer.ggml.tokens"];
            names[^2] = names[^3];
            names[^4] = "";
            var tokenizer = GoldenVocabulary.Open(metadata);
            Assert.All(GoldenVocabulary.Corpus, text => tokenizer.Encode(text, parseSpecial: true));
        }
    }

    private static void AssertRefused(Dictionary<string, object> metadata, string named)
    {
        var exception = Assert.Throws<ModelFileException>(() => GoldenVocabulary.Open(metadata));
        Assert.Contains(named, exception.Message, StringComparison.Ordinal);
    }
}
