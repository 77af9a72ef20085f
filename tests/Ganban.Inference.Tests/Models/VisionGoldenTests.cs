using Ganban.Inference.Images;
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
        var expected = Facts.Pictures.First(picture => picture.Name == name);
        Assert.InRange(VisionAnswer.RowsError(tower, expected), 0, VisionFacts.Picture.ErrorMax);

        // Nothing of one picture is left for the next.
        var rows = tower.Encode(TinyPicture.Named(name).Draw(), default);
        tower.Encode(new RgbImage(1, 1, [9, 99, 199]), default);
        Assert.Equal(rows, tower.Encode(TinyPicture.Named(name).Draw(), default));
    }

    // However many tokens pass together, a picture's see each other.
    [Theory]
    [MemberData(nameof(Passes))]
    public void What_follows_a_picture_is_what_llama_cpp_says(int index, int tokensPerPass)
    {
        var expected = Facts.Cases[index];
        TinyModel.PictureReader.Write(_reader);
        var answer = VisionAnswer.Of(_reader, Facts, expected, tokensPerPass);
        Assert.Equal(expected.Greedy, answer.Greedy);
        Assert.InRange(answer.Error, 0, VisionFacts.Case.ErrorMax);
    }
}
