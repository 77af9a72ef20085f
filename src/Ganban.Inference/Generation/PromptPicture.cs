using Ganban.Inference.Models;

namespace Ganban.Inference.Generation;

/// <summary>A picture in a prompt, as a vision tower gives it to a language model.</summary>
/// <param name="Start">The index of its first token in the prompt; the ids that stand there mean nothing.</param>
/// <param name="Tokens">Its tokens, 1 to <see cref="TokensMax"/>; they stand one after another.</param>
/// <param name="Rows">`[Tokens × LanguageModel.EmbeddingWidth]`; must not change any more.</param>
/// <param name="Digest">
/// What tells it from any other picture, <see cref="DigestBytes"/> bytes such as its SHA-256. Pictures of the same
/// digest are taken for the same.
/// </param>
public sealed record PromptPicture(int Start, int Tokens, ReadOnlyMemory<float> Rows, ReadOnlyMemory<byte> Digest)
{
    /// <summary>The most tokens of a picture: they all pass through the model together.</summary>
    public const int TokensMax = 4096;

    /// <summary>Bytes of a digest.</summary>
    public const int DigestBytes = 32;

    /// <summary>The index after its last token.</summary>
    public int End => Start + Tokens;

    /// <summary>Refuses pictures that the model can't read, or that do not stand in the prompt in order.</summary>
    internal static void Check(IReadOnlyList<PromptPicture> pictures, int promptTokens, LanguageModel model)
    {
        var free = 0;
        foreach (var picture in pictures)
        {
            if (!model.ReadsPictures)
            {
                throw new ArgumentException("The model's family reads no pictures.", nameof(pictures));
            }

            if (picture.Tokens is < 1 or > TokensMax || picture.Start < free || picture.End > promptTokens)
            {
                throw new ArgumentException(
                    $"A picture has {picture.Tokens} tokens from {picture.Start} on; it must have 1 to {TokensMax} "
                    + $"within {free} to {promptTokens}.",
                    nameof(pictures));
            }

            if (picture.Rows.Length != picture.Tokens * model.EmbeddingWidth || picture.Digest.Length != DigestBytes)
            {
                throw new ArgumentException(
                    $"A picture has {picture.Rows.Length} numbers and a digest of {picture.Digest.Length} bytes; "
                    + $"{picture.Tokens * model.EmbeddingWidth} and {DigestBytes} are needed.",
                    nameof(pictures));
            }

            free = picture.End;
        }
    }
}
