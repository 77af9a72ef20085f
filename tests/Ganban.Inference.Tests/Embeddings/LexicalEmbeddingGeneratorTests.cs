using System.Globalization;
using Ganban.Inference.Embeddings;
using Microsoft.Extensions.AI;

namespace Ganban.Inference.Tests.Embeddings;

public sealed class LexicalEmbeddingGeneratorTests
{
    private static readonly LexicalEmbeddingGenerator Generator = new();

    [Fact]
    public async Task The_same_text_has_the_same_embedding_on_every_machine_and_in_every_version()
    {
        var vector = (await Embed("Bedrock (岩盤) serves Embeddings, 2026年の東京タワー！", dimensions: 256)).Vector.ToArray();

        // If this fails because features or weights were changed on purpose, the model needs a new name as well.
        var actual = string.Join(' ', vector.Take(8).Select(x => x.ToString("R", CultureInfo.InvariantCulture)));
        Assert.True(actual == Golden, actual);
        Assert.Equal(1, vector.Sum(x => (double)x * x), precision: 5);
    }

    [Theory]
    [InlineData("Running cafés in Tokyo", "run CAFE tokyo")]
    [InlineData("ﾀﾞｲﾔﾓﾝﾄﾞとｶﾞﾗｽ", "ダイヤモンドとガラス")]
    [InlineData("ＡＢＣ　１２３", "abc 123")]
    [InlineData("か\u3099くせい", "がくせい")]
    [InlineData("cafe\u0301", "café")]
    [InlineData("コンピューターとサーバー", "コンピュータとサーバ")]
    public async Task Ways_to_write_the_same_words_are_near_each_other(string one, string other)
    {
        Assert.InRange(await Similarity(one, other), 0.85, 1.0001);
    }

    [Theory]
    [InlineData("東京タワーの高さは？", "東京タワーは高さ333メートルの塔である。", "大阪城は豊臣秀吉が築いた城である。")]
    [InlineData("How tall is the tower?", "The tower is 333 metres tall.", "The castle was built in 1583.")]
    public async Task A_question_is_nearer_to_the_text_that_answers_it(string question, string right, string wrong)
    {
        Assert.True(await Similarity(question, right) > await Similarity(question, wrong) + 0.1);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  \n… !?")]
    public async Task A_text_without_words_has_the_zero_vector(string text)
    {
        Assert.All((await Embed(text)).Vector.ToArray(), x => Assert.Equal(0f, x));
    }

    [Fact]
    public async Task Usage_counts_the_words_of_all_texts()
    {
        var result = await Generator.GenerateAsync(["two words", "三つ"]);

        Assert.Equal(2 + 1, result.Usage!.InputTokenCount);
    }

    [Theory]
    [InlineData(255)]
    [InlineData(300)]
    [InlineData(4096)]
    public async Task Dimensions_out_of_range_are_refused(int dimensions)
    {
        await Assert.ThrowsAsync<ArgumentException>(() => Embed("a", dimensions));
    }

    [Fact]
    public void It_says_what_it_is()
    {
        var metadata = (EmbeddingGeneratorMetadata?)Generator.GetService(typeof(EmbeddingGeneratorMetadata));

        Assert.Equal("ganban-lexical-2", metadata?.DefaultModelId);
        Assert.Equal(1024, metadata?.DefaultModelDimensions);
    }

    private const string Golden =
        "-0.051845178 0.037961558 0.06287979 -0.05018457 -0.064541005 0.113077074 -0.0029791696 0.0040386184";

    private static async Task<Embedding<float>> Embed(string text, int dimensions = 1024) =>
        (await Generator.GenerateAsync([text], new() { Dimensions = dimensions }))[0];

    private static async Task<double> Similarity(string one, string other)
    {
        var a = (await Embed(one)).Vector.ToArray();
        var b = (await Embed(other)).Vector.ToArray();
        return a.Zip(b, (x, y) => (double)x * y).Sum();
    }
}
