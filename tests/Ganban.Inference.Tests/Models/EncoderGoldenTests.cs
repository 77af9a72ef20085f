using Ganban.Inference.Embeddings;
using Ganban.Inference.ModelFiles;
using Ganban.Inference.Models;
using Ganban.Inference.Models.Encoders;
using Ganban.Inference.Reranking;
using Ganban.TinyModels;
using Microsoft.Extensions.AI;

namespace Ganban.Inference.Tests.Models;

/// <summary>Encoders of Ganban.TinyModels against llama.cpp's facts: Goldens/README.md.</summary>
public sealed class EncoderGoldenTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"ganban-{Guid.NewGuid():N}.gguf");

    public static TheoryData<string> Models => [.. TinyModel.Encoders.Select(model => model.Name)];

    [Theory]
    [MemberData(nameof(Models))]
    public void An_encoder_is_refused_where_a_text_shall_be_continued(string name)
    {
        Assert.Equal(FactsOf(name).Sha256, TinyModel.Find(name)!.Write(_path));
        Assert.Throws<ModelFileException>(() => LanguageModel.Open(_path));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Tokens_and_vectors_or_scores_are_those_of_the_reference(string name)
    {
        TinyModel.Find(name)!.Write(_path);
        var cases = FactsOf(name).Cases;
        foreach (var (expected, answer) in cases.Zip(EncoderAnswer.Of(_path, cases)))
        {
            Assert.Equal(expected.Tokens, answer.Tokens);
            Assert.InRange(answer.Error, 0, EncoderFacts.Case.ErrorMax);
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void A_text_without_tokens_or_with_too_many_is_refused(string name)
    {
        TinyModel.Find(name)!.Write(_path);
        using var encoder = TextEncoder.Open(_path);
        var tooLong = new int[encoder.ContextLength + 1];
        Assert.Contains($"{tooLong.Length} tokens", Refusal([tooLong]).Message, StringComparison.Ordinal);
        Assert.Contains("0 tokens", Refusal([[]]).Message, StringComparison.Ordinal);
        Assert.Contains("outside 0", Refusal([[encoder.Tokenizer.VocabularySize]]).Message, StringComparison.Ordinal);

        ArgumentException Refusal(IReadOnlyList<IReadOnlyList<int>> texts) =>
            Assert.ThrowsAny<ArgumentException>(() => encoder.Encode(texts, default));
    }

    [Fact]
    public async Task Embeddings_are_unit_vectors_and_count_their_tokens()
    {
        TinyModel.Find("bert-mean")!.Write(_path);
        using var encoder = TextEncoder.Open(_path);
        using var generator = new EncoderEmbeddingGenerator(encoder);

        var embeddings = await generator.GenerateAsync(["the rock is under water", "what flows?"]);

        Assert.All(embeddings, embedding =>
            Assert.Equal(1, Math.Sqrt(embedding.Vector.ToArray().Sum(number => number * number)), 1e-5));
        var tokens = encoder.Tokenize("the rock is under water").Count + encoder.Tokenize("what flows?").Count;
        Assert.Equal(tokens, embeddings.Usage!.InputTokenCount);
        await Assert.ThrowsAsync<EmbeddingDimensionsException>(
            () => generator.GenerateAsync(["text"], new EmbeddingGenerationOptions { Dimensions = 7 }));
    }

    [Fact]
    public async Task A_reranker_scores_documents_one_by_one()
    {
        TinyModel.Find("bert-rank")!.Write(_path);
        using var encoder = TextEncoder.Open(_path);
        var facts = FactsOf("bert-rank").Cases;

        var scores = await new CrossEncoder(encoder)
            .Score(facts[0].Texts[0], [facts[0].Texts[1], facts[1].Texts[1]], default);

        Assert.Equal(facts[0].Output[0], scores[0], 1e-3f);
        Assert.Equal(facts[1].Output[0], scores[1], 1e-3f);
    }

    [Fact]
    public void An_encoder_without_a_classifier_is_no_reranker()
    {
        TinyModel.Find("bert-cls")!.Write(_path);
        using var encoder = TextEncoder.Open(_path);
        Assert.Throws<ArgumentException>(() => new CrossEncoder(encoder));
    }

    public void Dispose() => File.Delete(_path);

    private static EncoderFacts FactsOf(string name) =>
        EncoderFacts.Read(Path.Combine(AppContext.BaseDirectory, "Goldens", "models"), name);
}
