using Ganban.Inference.ModelFiles;
using Ganban.Inference.Models;
using Ganban.TinyModels;

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
        Assert.Equal(EncoderFacts.Of(name).Sha256, TinyModel.Find(name)!.Write(_path));
        Assert.Throws<ModelFileException>(() => LanguageModel.Open(_path));
    }

    public void Dispose() => File.Delete(_path);
}
