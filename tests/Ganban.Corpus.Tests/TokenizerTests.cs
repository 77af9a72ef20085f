using Ganban.Corpus.Tokenizers;
using Ganban.Inference.Tokenizers;

namespace Ganban.Corpus.Tests;

public sealed class TokenizerTests(SharedTokenizer shared) : IClassFixture<SharedTokenizer>
{
    private readonly Tokenizer _tokenizer = shared.Tokenizer;

    [Theory]
    [InlineData("はにわロボットの材料の在庫はどれくらいある?")]
    [InlineData("{\"name\": \"get_material_stock\", \"arguments\": {\"材料名\": \"ニューロチップ\"}}")]
    [InlineData("The stock of blue clay is 5 kg,  and\n\n\tZorvex-12 costs $1,200.50.")]
    [InlineData("é한글😀 龘 \u0001 ﷽ 👩‍👩‍👧")]
    [InlineData("▁ a▁b  ▁")]
    [InlineData("<|im_end|></tool_call>")]
    public void Any_text_comes_back_as_it_was(string text) =>
        Assert.Equal(text.Replace('▁', ' '), _tokenizer.Decode(_tokenizer.Encode(text, parseSpecial: false)));

    [Fact]
    public void Any_text_of_the_corpus_comes_back_as_it_was()
    {
        var source = new ConversationSource(5, Drawing.Split.Unseen);
        for (var number = 0; number < 200; number++)
        {
            foreach (var text in source.Draw(number).Texts.Where(text => text.Length > 0))
            {
                Assert.Equal(text, _tokenizer.Decode(_tokenizer.Encode(text, parseSpecial: false)));
            }
        }
    }

    [Theory]
    [InlineData("はにわ")]
    [InlineData("粘土")]
    [InlineData("ニューロチップ")]
    [InlineData("Zorvex")]
    [InlineData("copper wire")]
    [InlineData("ぽりけ")]
    public void A_name_is_cut_the_same_wherever_it_stands(string name)
    {
        var alone = _tokenizer.Encode(name, parseSpecial: false);
        foreach (var text in new[] { $"\"{name}\"", $"「{name}」", $"- {name}", $" {name} ", $"1. {name}: 5", $"\n{name}の" })
        {
            var tokens = _tokenizer.Encode(text, parseSpecial: false);
            Assert.True(
                Enumerable.Range(0, tokens.Count).Any(
                    start => tokens.Skip(start).Take(alone.Count).SequenceEqual(alone)),
                string.Join(' ', tokens.Select(_tokenizer.TokenName)));
        }
    }

    [Theory]
    [InlineData("材料のはにわを")]
    [InlineData("はにわには")]
    [InlineData("はにわとはにわの")]
    public void A_particle_takes_no_character_of_a_name(string text)
    {
        var name = _tokenizer.Encode("はにわ", parseSpecial: false);
        var tokens = _tokenizer.Encode(text, parseSpecial: false);
        Assert.True(
            Enumerable.Range(0, tokens.Count).Any(start => tokens.Skip(start).Take(name.Count).SequenceEqual(name)),
            string.Join(' ', tokens.Select(_tokenizer.TokenName)));
    }

    [Fact]
    public void No_token_joins_a_particle_to_another_character()
    {
        var names = Enumerable.Range(0, _tokenizer.VocabularySize).Select(_tokenizer.TokenName)
            .Where(name => name.Length > 1 && name.All(character => character is >= 'ぁ' and <= 'ゖ')).ToList();
        Assert.NotEmpty(names);
        Assert.DoesNotContain(names, name => name.Any("はがをにのともへや".Contains));
    }

    [Fact]
    public void A_digit_is_a_token() => Assert.Equal(
        ["1", "2", "3", "4", "5"], _tokenizer.Encode("12345", parseSpecial: false).Select(_tokenizer.TokenName));

    [Fact]
    public void Training_gives_the_same_vocabulary_again()
    {
        string[] texts = ["在庫を教えてください。", "the stock of the lamp", "the lamp lamp lamp"];
        var copied = new HashSet<string>();
        var first = TokenizerTrainer.Train(texts, copied, 4800, CancellationToken.None);
        Assert.Equal(first.Tokens, TokenizerTrainer.Train(texts, copied, 4800, CancellationToken.None).Tokens);
    }

    [Fact]
    public void A_vocabulary_has_no_token_twice()
    {
        var names = Enumerable.Range(0, _tokenizer.VocabularySize).Select(_tokenizer.TokenName).ToList();
        Assert.Equal(names.Count, names.Distinct(StringComparer.Ordinal).Count());
    }
}
