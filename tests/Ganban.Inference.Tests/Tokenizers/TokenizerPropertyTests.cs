using FsCheck;
using FsCheck.Fluent;
using Ganban.Inference.Tokenizers;
using Ganban.Inference.Tokenizers.PreTokenizers;

namespace Ganban.Inference.Tests.Tokenizers;

public sealed class TokenizerPropertyTests
{
    private static readonly string[] Names =
    [
        "<|im_start|>", "<|im_end|>", "<s>", "</s>", "<bos>", "<eos>", "[CLS]", "[SEP]", "<mask>", "<think>", "<0x41>",
    ];

    // Any text: characters of all planes, names of special tokens, parts of the corpus.
    private static readonly Arbitrary<string> Texts = Gen.ListOf(Gen.OneOf(
            Gen.Elements(GoldenVocabulary.Corpus.Where(text => text.Length < 40)),
            Gen.Elements(Names),
            Gen.Choose(0, 0xD7FF).Select(char.ConvertFromUtf32),
            Gen.Choose(0xE000, 0x10FFFF).Select(char.ConvertFromUtf32),
            Gen.Choose(0, 0x7F).Select(char.ConvertFromUtf32)))
        .Select(string.Concat)
        .ToArbitrary();

    private static readonly string[] Files =
    [
        GoldenVocabulary.Bytes, GoldenVocabulary.Characters, GoldenVocabulary.SentencePiece, GoldenVocabulary.Unigram,
        GoldenVocabulary.WordPiece,
    ];

    [Theory]
    [InlineData("gpt-2")]
    [InlineData("llama-bpe")]
    [InlineData("qwen2")]
    [InlineData("tekken")]
    [InlineData("gpt-4o")]
    [InlineData("deepseek-llm")]
    [InlineData("deepseek-v3")]
    [InlineData("falcon")]
    [InlineData("viking")]
    public void Byte_level_tokens_of_any_text_decode_to_it(string preTokenizer)
    {
        var tokenizer = GoldenVocabulary.Open(GoldenVocabulary.Bytes, preTokenizer);
        Verify(text => tokenizer.Decode(tokenizer.Encode(text, parseSpecial: false)) == text);
    }

    [Fact]
    public void With_byte_tokens_any_text_decodes_to_itself()
    {
        var characters = GoldenVocabulary.Open(GoldenVocabulary.Characters);
        Verify(text => characters.Decode(characters.Encode(text, parseSpecial: false)) == text.Replace('\u2581', ' '));
        var metadata = GoldenVocabulary.Metadata(GoldenVocabulary.SentencePiece);
        metadata["tokenizer.ggml.add_space_prefix"] = false;
        var pieces = GoldenVocabulary.Open(metadata);
        Verify(text => pieces.Decode(pieces.Encode(text, parseSpecial: false)) == text.Replace('\u2581', ' '));
    }

    [Fact]
    public void No_text_of_a_user_becomes_a_control_token()
    {
        foreach (var tokenizer in Files.Select(file => GoldenVocabulary.Open(file)))
        {
            Verify(text => !tokenizer.Encode(text, parseSpecial: false).Any(tokenizer.IsControl));
        }
    }

    [Fact]
    public void Pieces_of_a_pre_tokenizer_add_up_to_the_text()
    {
        foreach (var preTokenizer in PreTokenizerNames.Select(PreTokenizer.Named))
        {
            Verify(text =>
            {
                var points = new uint[text.Length];
                var count = CodePoint.Read(text, points);
                var pieces = new List<uint>();
                preTokenizer.Split(points.AsSpan(0, count), piece => pieces.AddRange(piece));
                return pieces.SequenceEqual(points.Take(count));
            });
        }
    }

    private static IEnumerable<string> PreTokenizerNames =>
        GoldenVocabulary.Expected.Keys.Select(name => name.Split(' ')).Where(parts => parts is [_, not "special", ..])
            .Select(parts => parts[1]).Distinct();

    private static void Verify(Func<string, bool> property) => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(100).WithReplay(20261125, 1), Prop.ForAll(Texts, property));
}
