using Ganban.Inference.Models;

namespace Ganban.Inference.Tests.Models;

/// <summary>Forward passes of one sequence at a time.</summary>
internal static class ModelCalls
{
    /// <summary>Passes tokens through the model and takes the logits of the last ones.</summary>
    public static void Forward(
        this LanguageModel model, ReadOnlySpan<int> tokens, KvSequence sequence, Span<float> logits)
    {
        var batch = new ForwardBatch();
        batch.Add(sequence, tokens, logits.Length / model.VocabularySize);
        model.Forward(batch);
        batch.Logits(0).CopyTo(logits);
    }
}
