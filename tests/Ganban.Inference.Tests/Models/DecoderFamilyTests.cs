using Ganban.Inference.ModelFiles;
using Ganban.Inference.Models;
using Ganban.TinyModels;

namespace Ganban.Inference.Tests.Models;

/// <summary>What must hold for every family of Ganban.TinyModels, beside llama.cpp's facts.</summary>
public sealed class DecoderFamilyTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"ganban-{Guid.NewGuid():N}.gguf");

    public static TheoryData<string, KvFormat> Families => new()
    {
        { "llama", KvFormat.F32 },
        { "llama-heads", KvFormat.Q8_0 },
        { "mixtral", KvFormat.F16 },
        { "mistral3", KvFormat.F16 },
        { "qwen2moe", KvFormat.F32 },
        { "qwen3moe", KvFormat.Q8_0 },
        { "gemma2", KvFormat.F16 },
        { "gemma3", KvFormat.Q8_0 },
        { "phi3-longrope", KvFormat.F16 },
        { "smollm3", KvFormat.F16 },
        { "granitemoe", KvFormat.F16 },
        { "type-q4_k", KvFormat.Q8_0 },
    };

    [Theory]
    [MemberData(nameof(Families))]
    public void Logits_do_not_depend_on_cuts_on_other_sequences_or_on_threads(string name, KvFormat format)
    {
        using var one = Open(name, format, threads: 1);
        using var three = Open(name, format, threads: 3);
        int[] prompt = [.. Enumerable.Range(0, 75).Select(position => 3 + (position * 31 % 280))];
        var whole = new float[prompt.Length * one.VocabularySize];
        one.Forward(prompt, one.CreateSequence(prompt.Length), whole);

        var (sequence, other) = (three.CreateSequence(prompt.Length), three.CreateSequence(200));
        var batch = new ForwardBatch();
        foreach (var size in new[] { 1, 40, 7, 1, 26 })
        {
            batch.Clear();
            var start = sequence.Count;
            batch.Add(other, [.. Enumerable.Range(start, 9)], 1);
            batch.Add(sequence, prompt.AsSpan(start, size), size);
            three.Forward(batch);
            Assert.Equal(
                whole.AsSpan(start * one.VocabularySize, size * one.VocabularySize).ToArray(),
                batch.Logits(1).ToArray());
        }
    }

    [Theory]
    [InlineData(KvFormat.F16, 0.005)]
    [InlineData(KvFormat.Q8_0, 0.05)]
    public void Keys_and_values_in_fewer_bits_change_logits_by_their_rounding_only(KvFormat format, double bound)
    {
        using var exact = Open("llama-heads", KvFormat.F32, threads: 1);
        using var rounded = Open("llama-heads", format, threads: 1);
        int[] prompt = [.. Enumerable.Range(0, 75).Select(position => 3 + (position * 31 % 280))];
        var (expected, actual) = (new float[exact.VocabularySize], new float[exact.VocabularySize]);
        exact.Forward(prompt, exact.CreateSequence(75), expected);
        rounded.Forward(prompt, rounded.CreateSequence(75), actual);
        var error = Math.Sqrt(expected.Zip(actual, (a, b) => (double)(a - b) * (a - b)).Sum());
        Assert.InRange(error / Math.Sqrt(expected.Sum(logit => (double)logit * logit)), 1e-6, bound);
        Assert.True(rounded.Cache.BlockBytes < exact.Cache.BlockBytes);
    }

    [Fact]
    public void Heads_that_blocks_of_32_do_not_fill_are_refused_for_Q8_0()
    {
        var exception = Assert.Throws<ModelFileException>(() => Open("llama", KvFormat.Q8_0, threads: 1));
        Assert.Contains("multiple of 32", exception.Message, StringComparison.Ordinal);
    }

    public void Dispose() => File.Delete(_path);

    private LanguageModel Open(string name, KvFormat format, int threads)
    {
        // The second model of a test maps the same file.
        if (!File.Exists(_path))
        {
            TinyModel.Find(name)!.Write(_path);
        }

        return LanguageModel.Open(_path, new LanguageModelOptions { Threads = threads, KvFormat = format });
    }
}
