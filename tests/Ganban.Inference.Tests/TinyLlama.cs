using System.Text.Json;
using Ganban.Inference.ModelFiles;
using Ganban.Inference.Models;

namespace Ganban.Inference.Tests;

/// <summary>The random model of Goldens/tiny-llama as GGUF files, and what PyTorch computed with it.</summary>
public sealed class TinyLlama : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ganban-tiny-llama").FullName;

    public TinyLlama()
    {
        foreach (var type in (TensorType[])[TensorType.F32, TensorType.F16, TensorType.Q8_0])
        {
            GgufConverter.Convert(SourceFolder, PathOf(type), QuantizationMix.Get($"{type}"), "tiny-llama");
        }
    }

    public static string SourceFolder => Path.Combine(AppContext.BaseDirectory, "Goldens", "tiny-llama");

    public static IReadOnlyList<Case> Cases { get; } = JsonSerializer.Deserialize<List<Case>>(
        File.ReadAllText(Path.Combine(SourceFolder, "expected.json")), JsonSerializerOptions.Web)!;

    public string PathOf(TensorType type) => Path.Combine(_folder, $"{type}.gguf");

    public LanguageModel Open(TensorType type = TensorType.F32, int threads = 2) =>
        LanguageModel.Open(PathOf(type), new LanguageModelOptions { Threads = threads, KvFormat = KvFormat.F32 });

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>A prompt, the logits after it and the 16 tokens that follow greedily.</summary>
    public sealed record Case(int[] Prompt, float[] Logits, int[] Greedy);
}
