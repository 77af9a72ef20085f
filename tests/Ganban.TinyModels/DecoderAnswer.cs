using Ganban.Inference.Models;

namespace Ganban.TinyModels;

/// <summary>What our engine gives for a case of <see cref="DecoderFacts"/>.</summary>
/// <param name="PartsError">How far the logits are off after a prompt that was passed in two parts.</param>
/// <param name="PromptError">How far they are off after the prompt in one.</param>
/// <param name="Greedy">The tokens that follow, each the likeliest.</param>
/// <param name="LastError">How far the logits are off after the last of them, where llama.cpp's are known.</param>
public sealed record DecoderAnswer(double PartsError, double PromptError, int[] Greedy, double? LastError)
{
    // Where a prompt is cut in two, in the middle of a sliding window.
    private const int Cut = 11;

    /// <summary>The largest error.</summary>
    public double Error => Math.Max(Math.Max(PartsError, PromptError), LastError ?? 0);

    /// <summary>Asks the engine.</summary>
    /// <param name="path">The model's file.</param>
    /// <param name="question">What is asked, and what is expected.</param>
    public static DecoderAnswer Of(string path, DecoderFacts.Case question)
    {
        using var model = LanguageModel.Open(path, new LanguageModelOptions
        {
            Threads = 2,
            ContextLength = question.Context,
            KvFormat = KvFormat.F32,
        });
        var exact = question.Exact ?? question.Logits;
        var parts = model.CreateSequence(question.Prompt.Length);
        Continue(model, parts, question.Prompt[..Cut]);
        var partsError = RelativeError.Of(Continue(model, parts, question.Prompt[Cut..]), exact);

        var whole = model.CreateSequence(question.Prompt.Length + question.Greedy.Length);
        var logits = Continue(model, whole, question.Prompt);
        var promptError = RelativeError.Of(logits, exact);
        var greedy = new int[question.Greedy.Length];
        for (var place = 0; place < greedy.Length; place++)
        {
            greedy[place] = Array.IndexOf(logits, logits.Max());
            logits = Continue(model, whole, [greedy[place]]);
        }

        return new DecoderAnswer(
            partsError,
            promptError,
            greedy,
            question.Last is { } last ? RelativeError.Of(logits, last) : null);
    }

    private static float[] Continue(LanguageModel model, KvSequence sequence, int[] tokens)
    {
        var batch = new ForwardBatch();
        batch.Add(sequence, tokens, 1);
        model.Forward(batch);
        return batch.Logits(0).ToArray();
    }
}
