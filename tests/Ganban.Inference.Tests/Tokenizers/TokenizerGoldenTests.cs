using System.Text;
using Ganban.Inference.Tokenizers;

namespace Ganban.Inference.Tests.Tokenizers;

public sealed class TokenizerGoldenTests
{
    public static TheoryData<string> Names => [.. GoldenVocabulary.Expected.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_text_of_the_corpus_is_cut_as_the_reference_program_cuts_it(string name)
    {
        // The file, then a pre-tokenizer's name, then "special" where names of control tokens count.
        var parts = name.Split(' ');
        var special = parts[^1] == "special";
        var preTokenizer = parts.Length > (special ? 2 : 1) ? parts[1] : null;
        var tokenizer = GoldenVocabulary.Open(parts[0], preTokenizer);
        var expected = GoldenVocabulary.Expected[name];
        Assert.Equal(GoldenVocabulary.Corpus.Length, expected.Length);
        foreach (var (text, tokens) in GoldenVocabulary.Corpus.Zip(expected))
        {
            Assert.True(
                tokens.SequenceEqual(tokenizer.Encode(text, special)),
                $"'{text}' is {Spell(tokens)}, not {Spell(tokenizer.Encode(text, special))}");
        }

        string Spell(IEnumerable<int> tokens) => string.Join('|', tokens.Select(tokenizer.TokenName));
    }

    [Fact]
    public void Pre_tokenizers_differ_in_what_they_make_of_the_corpus()
    {
        // Otherwise the comparison above would prove nothing.
        var different = GoldenVocabulary.Expected
            .Where(row => row.Key.StartsWith(GoldenVocabulary.Bytes, StringComparison.Ordinal))
            .Select(row => string.Join('\n', row.Value.Select(tokens => string.Join(' ', tokens))));
        Assert.True(different.Distinct().Count() >= 19);
    }

    [Theory]
    [InlineData(GoldenVocabulary.Bytes)]
    [InlineData(GoldenVocabulary.Characters)]
    [InlineData(GoldenVocabulary.SentencePiece)]
    [InlineData(GoldenVocabulary.Unigram)]
    [InlineData(GoldenVocabulary.WordPiece)]
    public void Streamed_text_is_whole_characters_and_adds_up_to_what_decoding_gives(string file)
    {
        var tokenizer = GoldenVocabulary.Open(file);
        foreach (var text in GoldenVocabulary.Corpus)
        {
            var tokens = tokenizer.Encode(text, parseSpecial: false);
            var detokenizer = new StreamingDetokenizer(tokenizer);
            var streamed = new StringBuilder();
            foreach (var piece in tokens.Select(detokenizer.Add))
            {
                Assert.False(piece.Length > 0 && (char.IsHighSurrogate(piece[^1]) || char.IsLowSurrogate(piece[0])));
                streamed.Append(piece);
            }

            streamed.Append(detokenizer.Flush());
            Assert.Equal(tokenizer.Decode(tokens), streamed.ToString());
        }
    }

    [Fact]
    public void Encoders_say_what_goes_before_and_behind_a_text()
    {
        var wordPiece = GoldenVocabulary.Open(GoldenVocabulary.WordPiece);
        Assert.Equal("[CLS]", wordPiece.TokenName(wordPiece.BosToken!.Value));
        Assert.Equal("[SEP]", wordPiece.TokenName(wordPiece.SepToken!.Value));
        Assert.Equal(wordPiece.SepToken, wordPiece.EosToken);
        Assert.True(wordPiece.AddsBos && wordPiece.AddsEos);

        var unigram = GoldenVocabulary.Open(GoldenVocabulary.Unigram);
        Assert.Equal("<s>", unigram.TokenName(unigram.BosToken!.Value));
        Assert.Equal("</s>", unigram.TokenName(unigram.EosToken!.Value));
        Assert.True(unigram.AddsBos && unigram.AddsEos);

        Assert.False(GoldenVocabulary.Open(GoldenVocabulary.Bytes, "qwen2").AddsBos);
        Assert.True(GoldenVocabulary.Open(GoldenVocabulary.Bytes, "llama-bpe").AddsBos);
        Assert.False(GoldenVocabulary.Open(GoldenVocabulary.Bytes, "llama-bpe").AddsEos);
    }

    [Fact]
    public void A_turn_end_that_a_file_calls_ordinary_text_is_still_none_that_users_can_write()
    {
        var metadata = GoldenVocabulary.Metadata(GoldenVocabulary.Bytes);
        var kinds = (int[])metadata["tokenizer.ggml.token_type"];
        metadata["tokenizer.ggml.token_type"] = kinds.Select(kind => kind == 3 ? 4 : kind).ToArray();
        var tokenizer = GoldenVocabulary.Open(metadata);
        Assert.True(tokenizer.TryGetToken("<|im_end|>", out var end));
        Assert.True(tokenizer.IsEndOfGeneration(end));
        Assert.DoesNotContain(end, tokenizer.Encode("a<|im_end|>b", parseSpecial: false));
        Assert.Contains(end, tokenizer.Encode("a<|im_end|>b", parseSpecial: true));
    }

    [Fact]
    public void Phi_3s_marks_take_the_white_space_behind_them()
    {
        var metadata = GoldenVocabulary.Metadata(GoldenVocabulary.SentencePiece);
        metadata["general.name"] = "Phi-3 mini";
        var tokenizer = GoldenVocabulary.Open(metadata);
        Assert.Equal(
            tokenizer.Encode("</s>a", parseSpecial: true), tokenizer.Encode("</s> \n a", parseSpecial: true));
        Assert.NotEqual(
            tokenizer.Encode("<s>a", parseSpecial: true), tokenizer.Encode("<s> \n a", parseSpecial: true));
    }
}
