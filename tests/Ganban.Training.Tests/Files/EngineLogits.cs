using Ganban.Inference.Models;

namespace Ganban.Training.Tests.Files;

/// <summary>What the engine computes with a model file.</summary>
internal static class EngineLogits
{
    /// <summary>The logits after every token, `[tokens × vocabulary]`.</summary>
    public static float[] Of(string path, int[] tokens)
    {
        using var model = LanguageModel.Open(path, new LanguageModelOptions { Threads = 1, KvFormat = KvFormat.F32 });
        using var sequence = model.CreateSequence(tokens.Length);
        var batch = new ForwardBatch();
        var part = batch.Add(sequence, tokens, tokens.Length);
        model.Forward(batch);
        return batch.Logits(part).ToArray();
    }

    /// <summary>The root of the mean squared difference, in parts of the expected numbers'.</summary>
    public static double Difference(float[] expected, float[] found)
    {
        Assert.Equal(expected.Length, found.Length);
        var difference = expected.Zip(found, (a, b) => (double)(a - b) * (a - b)).Sum();
        return Math.Sqrt(difference / expected.Sum(value => (double)value * value));
    }
}
