using Ganban.Inference.Models;
using Ganban.Inference.Models.Vision;
using Ganban.TinyModels;

namespace Ganban.Inference.Tests.Models;

/// <summary>The vision tower, and a decoder that reads its pictures, against llama.cpp: Goldens/README.md.</summary>
public sealed class VisionGoldenTests : IDisposable
{
    private static readonly VisionFacts Facts = VisionFacts.Read(
        Path.Combine(AppContext.BaseDirectory, "Goldens", "models"), TinyModel.Tower.Name);

    private readonly string _tower = Path.Combine(Path.GetTempPath(), $"ganban-{Guid.NewGuid():N}.gguf");
    private readonly string _reader = Path.Combine(Path.GetTempPath(), $"ganban-{Guid.NewGuid():N}.gguf");

    public static TheoryData<string> Pictures => [.. Facts.Pictures.Select(picture => picture.Name)];

    public static TheoryData<int, int> Passes => new()
    {
        { 0, 512 },
        { 0, 50 },
        { 0, 16 },
        { 1, 512 },
        { 1, 50 },
        { 1, 16 },
    };

    public void Dispose()
    {
        File.Delete(_tower);
        File.Delete(_reader);
    }

    [Theory]
    [MemberData(nameof(Pictures))]
    public void The_rows_of_a_picture_are_those_of_llama_cpp(string name)
    {
        Assert.Equal(Facts.Sha256, TinyModel.Tower.Write(_tower));
        using var tower = VisionTower.Open(_tower);
        var expected = Facts.Pictures.First(picture => picture.Name == name).Rows;

        var rows = tower.Encode(TinyPicture.Named(name).Draw(), default);

        Assert.Equal(tower.Tokens * tower.Width, rows.Length);
        Assert.InRange(RelativeError.Of(rows, expected), 0, VisionFacts.Picture.ErrorMax);
        Assert.Equal(rows, tower.Encode(TinyPicture.Named(name).Draw(), default));
    }

    // However many tokens pass together, a picture's see each other.
    [Theory]
    [MemberData(nameof(Passes))]
    public void What_follows_a_picture_is_what_llama_cpp_says(int index, int tokensPerPass)
    {
        var expected = Facts.Cases[index];
        TinyModel.PictureReader.Write(_reader);
        using var model = LanguageModel.Open(_reader, new LanguageModelOptions
        {
            Threads = 2,
            ContextLength = expected.Context,
            KvFormat = KvFormat.F32,
            TokensPerPass = tokensPerPass,
        });
        var sequence = model.CreateSequence(expected.Context);

        var logits = Read(model, sequence, expected);
        Assert.InRange(RelativeError.Of(logits, expected.Logits), 0, VisionFacts.Case.ErrorMax);
        foreach (var token in expected.Greedy)
        {
            Assert.Equal(token, Array.IndexOf(logits, logits.Max()));
            model.Forward([token], sequence, logits);
        }

        Assert.InRange(RelativeError.Of(logits, expected.Last), 0, VisionFacts.Case.ErrorMax);
    }

    private static float[] Read(LanguageModel model, KvSequence sequence, VisionFacts.Case prompt)
    {
        var rows = Facts.Pictures.First(picture => picture.Name == prompt.Picture).Rows;
        var span = new EmbeddedSpan(prompt.Before.Length, rows.Length / model.EmbeddingWidth, rows);
        int[] tokens = [.. prompt.Before, .. Enumerable.Repeat(-1, span.Tokens), .. prompt.After];
        var batch = new ForwardBatch();
        batch.Add(sequence, tokens, 1, span);
        model.Forward(batch);
        return batch.Logits(0).ToArray();
    }
}
