using Ganban.TinyModels;

namespace Ganban.Inference.Tests.Models;

/// <summary>Our logits and greedy tokens against llama.cpp's: Goldens/README.md.</summary>
public sealed class DecoderGoldenTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"ganban-{Guid.NewGuid():N}.gguf");

    public static TheoryData<string> Models => [.. TinyModel.Decoders.Select(model => model.Name)];

    [Theory]
    [MemberData(nameof(Models))]
    public void Logits_and_greedy_tokens_are_those_of_llama_cpp(string name)
    {
        var facts = DecoderFacts.Read(Path.Combine(AppContext.BaseDirectory, "Goldens", "models"), name);
        Assert.Equal(facts.Sha256, TinyModel.Find(name)!.Write(_path));
        foreach (var expected in facts.Cases)
        {
            var answer = DecoderAnswer.Of(_path, expected);
            Assert.Equal(expected.Greedy, answer.Greedy);
            Assert.True(answer.Error <= expected.ErrorMax, $"{answer}; {expected.ErrorMax:E2} is allowed.");
        }
    }

    public void Dispose() => File.Delete(_path);
}
