using Ganban.Inference.Models.Encoders;

namespace Ganban.TinyModels;

/// <summary>What our engine gives for a case of <see cref="EncoderFacts"/>.</summary>
/// <param name="Tokens">The texts' tokens.</param>
/// <param name="Error">How far the output for llama.cpp's tokens is off.</param>
public sealed record EncoderAnswer(IReadOnlyList<int> Tokens, double Error)
{
    /// <summary>Asks the engine, all cases together, so that a text would show it if it saw another one.</summary>
    /// <param name="path">The model's file.</param>
    /// <param name="questions">What is asked, and what is expected.</param>
    public static IReadOnlyList<EncoderAnswer> Of(string path, IReadOnlyList<EncoderFacts.Case> questions)
    {
        using var encoder = TextEncoder.Open(path);
        var outputs = encoder.Encode([.. questions.Select(question => question.Tokens)], CancellationToken.None);
        return [.. questions.Zip(outputs, (question, output) => new EncoderAnswer(
            question.Texts is [var first, var second]
                ? encoder.Tokenize(first, second)
                : encoder.Tokenize(question.Texts[0]),
            RelativeError.Of(output, question.Output)))];
    }
}
