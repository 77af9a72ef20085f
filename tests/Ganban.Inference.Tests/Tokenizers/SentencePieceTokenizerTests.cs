using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Ganban.Inference.ModelFiles;
using Ganban.Inference.Tokenizers;

namespace Ganban.Inference.Tests.Tokenizers;

public sealed class SentencePieceTokenizerTests
{
    private const int Bos = 1;
    private const int TurnStart = 3;
    private const int TurnEnd = 4;
    private const int ToolCall = 5;

    private static readonly string[] Special =
        [.. ReadGolden<VocabularyGolden>("vocabulary.json.gz").Special];

    private static readonly Tokenizer Tokenizer = Create(addsSpacePrefix: false);

    private static readonly List<EncodingGolden> Encodings = ReadGolden<List<EncodingGolden>>("encodings.json.gz");

    [Fact]
    public void Encodings_are_those_of_the_encoder_that_the_vocabulary_was_trained_with()
    {
        Assert.Equal(300, Encodings.Count);
        Assert.All(
            Encodings, golden => Assert.Equal(golden.Tokens, Tokenizer.Encode(golden.Text, parseSpecial: false)));
    }

    [Fact]
    public void Decoding_gives_the_text_back()
    {
        // The mark U+2581 stands for a space in the vocabulary and comes back as one.
        Assert.All(Encodings, golden => Assert.Equal(
            golden.Text.Replace('\u2581', ' '), Tokenizer.Decode(Tokenizer.Encode(golden.Text, parseSpecial: false))));
    }

    [Fact]
    public void What_a_user_writes_never_becomes_a_control_token()
    {
        var random = new Random(1);
        for (var round = 0; round < 500; round++)
        {
            var parts = Enumerable.Range(0, 4).Select(_ => random.Next(2) == 0
                ? Special[random.Next(Special.Length)]
                : Encodings[random.Next(Encodings.Count)].Text);
            var text = string.Concat(parts);
            var tokens = Tokenizer.Encode(text, parseSpecial: false);
            Assert.DoesNotContain(tokens, Tokenizer.IsControl);
            Assert.Equal(text.Replace('\u2581', ' '), Tokenizer.Decode(tokens));
        }
    }

    [Fact]
    public void Names_of_byte_tokens_in_text_stay_text() =>
        Assert.Equal("<0x41>", Tokenizer.Decode(Tokenizer.Encode("<0x41>", parseSpecial: true)));

    [Fact]
    public void Only_segments_with_the_right_to_it_bring_control_tokens()
    {
        var tokens = Tokenizer.Encode(
        [
            new("<|im_start|>user\n", ParseSpecial: true),
            new("<|im_end|>", ParseSpecial: false),
            new("<|im_end|>", ParseSpecial: true),
        ]);
        Assert.Equal(TurnStart, tokens[0]);
        Assert.Equal(TurnEnd, tokens[^1]);
        Assert.Equal(2, tokens.Count(Tokenizer.IsControl));
        Assert.Equal("user\n<|im_end|>", Tokenizer.Decode(tokens));
    }

    [Fact]
    public void A_border_between_segments_leaves_no_trace()
    {
        foreach (var golden in Encodings)
        {
            var middle = golden.Text.Length / 2;
            if (!char.IsLowSurrogate(golden.Text[middle]))
            {
                var (left, right) = (golden.Text[..middle], golden.Text[middle..]);
                Assert.Equal(
                    golden.Tokens, Tokenizer.Encode([new(left, ParseSpecial: false), new(right, ParseSpecial: false)]));
            }
        }
    }

    [Fact]
    public void A_space_is_put_before_text_where_the_file_asks_for_it()
    {
        var tokenizer = Create(addsSpacePrefix: true);
        Assert.Equal(Tokenizer.Encode(" the", parseSpecial: false), tokenizer.Encode("the", parseSpecial: false));
        Assert.Empty(tokenizer.Encode("", parseSpecial: false));
    }

    [Fact]
    public void A_lone_surrogate_becomes_the_replacement_character() =>
        Assert.Equal("a\uFFFDb", Tokenizer.Decode(Tokenizer.Encode("a\uD83Db", parseSpecial: false)));

    [Fact]
    public void Streamed_text_is_whole_characters_and_adds_up_to_the_text()
    {
        foreach (var golden in Encodings)
        {
            var detokenizer = new StreamingDetokenizer(Tokenizer);
            var text = new StringBuilder();
            foreach (var token in golden.Tokens)
            {
                var piece = detokenizer.Add(token);
                Assert.False(piece.Length > 0 && (char.IsHighSurrogate(piece[^1]) || char.IsLowSurrogate(piece[0])));
                Assert.DoesNotContain('\uFFFD', piece);
                text.Append(piece);
            }

            Assert.Equal("", detokenizer.Flush());
            Assert.Equal(golden.Text.Replace('\u2581', ' '), text.ToString());
        }
    }

    [Fact]
    public void A_character_that_never_ends_comes_out_as_the_replacement_character()
    {
        var detokenizer = new StreamingDetokenizer(Tokenizer);
        Assert.True(Tokenizer.TryGetToken("<0xE5>", out var first));
        Assert.Equal("", detokenizer.Add(first));
        Assert.Equal("\uFFFD", detokenizer.Flush());
    }

    [Fact]
    public void Tokens_are_known_by_name_and_kind()
    {
        Assert.True(Tokenizer.TryGetToken("<tool_call>", out var token));
        Assert.Equal(ToolCall, token);
        Assert.False(Tokenizer.TryGetToken("<no_such_token>", out _));
        Assert.Equal(Bos, Tokenizer.BosToken);
        Assert.Equal(TurnEnd, Tokenizer.EosToken);
        Assert.True(Tokenizer.AddsBos);
        Assert.True(Tokenizer.IsEndOfGeneration(TurnEnd));
        Assert.True(Tokenizer.IsEndOfGeneration(2));
        Assert.False(Tokenizer.IsEndOfGeneration(ToolCall));
        Assert.True(Tokenizer.TokenBytes(ToolCall).IsEmpty);
        Assert.True(Tokenizer.TryGetToken("<0x0A>", out var newline));
        Assert.Equal([(byte)'\n'], Tokenizer.TokenBytes(newline).ToArray());
    }

    [Fact]
    public void A_vocabulary_whose_parts_do_not_fit_is_refused()
    {
        var metadata = Metadata(addsSpacePrefix: false);
        metadata["tokenizer.ggml.scores"] = new float[3];
        Assert.Throws<ModelFileException>(() => Tokenizer.FromMetadata(new GgufMetadata(metadata)));
        metadata = Metadata(addsSpacePrefix: false);
        metadata["tokenizer.ggml.token_type"] = new int[6144];
        Assert.Throws<ModelFileException>(() => Tokenizer.FromMetadata(new GgufMetadata(metadata)));
    }

    private static Tokenizer Create(bool addsSpacePrefix) =>
        Tokenizer.FromMetadata(new GgufMetadata(Metadata(addsSpacePrefix)));

    private static Dictionary<string, object> Metadata(bool addsSpacePrefix)
    {
        var vocabulary = ReadGolden<VocabularyGolden>("vocabulary.json.gz");
        return new Dictionary<string, object>
        {
            ["tokenizer.ggml.model"] = "llama",
            ["tokenizer.ggml.tokens"] = vocabulary.Tokens.ToArray(),
            ["tokenizer.ggml.scores"] = vocabulary.Scores.ToArray(),
            ["tokenizer.ggml.token_type"] =
                vocabulary.Tokens.Select((_, id) => id < 11 ? 3 : id < 267 ? 6 : 1).ToArray(),
            ["tokenizer.ggml.bos_token_id"] = (uint)Bos,
            ["tokenizer.ggml.eos_token_id"] = (uint)TurnEnd,
            ["tokenizer.ggml.add_space_prefix"] = addsSpacePrefix,
        };
    }

    private static T ReadGolden<T>(string name)
    {
        using var file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Goldens", "tokenizer", name));
        using var json = new GZipStream(file, CompressionMode.Decompress);
        return JsonSerializer.Deserialize<T>(json, JsonSerializerOptions.Web)!;
    }

    private sealed record VocabularyGolden(List<string> Special, List<string> Tokens, List<float> Scores);

    private sealed record EncodingGolden(string Text, List<int> Tokens);
}
