using Ganban.Inference.Models;
using Ganban.Inference.Models.Vision;

namespace Ganban.TinyModels;

/// <summary>What our engine gives for a case of <see cref="VisionFacts"/>.</summary>
/// <param name="PromptError">How far the logits are off after the prompt with its picture.</param>
/// <param name="Greedy">The tokens that follow, each the likeliest.</param>
/// <param name="LastError">How far the logits are off after the last of them.</param>
public sealed record VisionAnswer(double PromptError, int[] Greedy, double LastError)
{
    /// <summary>The larger error.</summary>
    public double Error => Math.Max(PromptError, LastError);

    /// <summary>How far a picture's rows are off.</summary>
    /// <param name="tower">The tower.</param>
    /// <param name="picture">The picture, and what is expected.</param>
    public static double RowsError(VisionTower tower, VisionFacts.Picture picture) =>
        RelativeError.Of(tower.Encode(TinyPicture.Named(picture.Name).Draw(), CancellationToken.None), picture.Rows);

    /// <summary>Asks the engine, with llama.cpp's rows for the picture.</summary>
    /// <param name="path">The file of the decoder that reads them.</param>
    /// <param name="facts">Where the picture is.</param>
    /// <param name="question">What is asked, and what is expected.</param>
    /// <param name="tokensPerPass">The most tokens that the engine computes together.</param>
    public static VisionAnswer Of(string path, VisionFacts facts, VisionFacts.Case question, int tokensPerPass)
    {
        using var model = LanguageModel.Open(path, new LanguageModelOptions
        {
            Threads = 2,
            ContextLength = question.Context,
            KvFormat = KvFormat.F32,
            TokensPerPass = tokensPerPass,
        });
        var rows = facts.Pictures.First(picture => picture.Name == question.Picture).Rows;
        var span = new EmbeddedSpan(question.Before.Length, rows.Length / model.EmbeddingWidth, rows);
        var sequence = model.CreateSequence(question.Context);
        var logits = Continue(
            model, sequence, [.. question.Before, .. Enumerable.Repeat(-1, span.Tokens), .. question.After], span);
        var promptError = RelativeError.Of(logits, question.Logits);
        var greedy = new int[question.Greedy.Length];
        for (var place = 0; place < greedy.Length; place++)
        {
            greedy[place] = Array.IndexOf(logits, logits.Max());
            logits = Continue(model, sequence, [greedy[place]]);
        }

        return new VisionAnswer(promptError, greedy, RelativeError.Of(logits, question.Last));
    }

    private static float[] Continue(
        LanguageModel model, KvSequence sequence, int[] tokens, params ReadOnlySpan<EmbeddedSpan> spans)
    {
        var batch = new ForwardBatch();
        batch.Add(sequence, tokens, 1, spans);
        model.Forward(batch);
        return batch.Logits(0).ToArray();
    }
}
