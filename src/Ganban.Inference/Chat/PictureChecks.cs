using Ganban.Inference.Images;
using Microsoft.Extensions.AI;

namespace Ganban.Inference.Chat;

/// <summary>What pictures of a conversation may be, as Amazon Bedrock has it.</summary>
internal static class PictureChecks
{
    private const int CountMax = 20;
    private const int BytesMax = 3_932_160; // 3.75 MiB

    /// <summary>Refuses pictures by what can be seen without reading their pixels.</summary>
    /// <exception cref="InvalidPictureException">One is too large, of another kind, or one too many.</exception>
    public static void Check(IReadOnlyList<DataContent> pictures)
    {
        if (pictures.Count > CountMax)
        {
            throw new InvalidPictureException(
                CountMax + 1, $"A conversation may have {CountMax} images; leave {pictures.Count - CountMax} out.");
        }

        for (var index = 0; index < pictures.Count; index++)
        {
            if (Complaint(pictures[index]) is { } complaint)
            {
                throw new InvalidPictureException(index + 1, complaint);
            }
        }
    }

    private static string? Complaint(DataContent picture)
    {
        if (picture.Data.Length > BytesMax)
        {
            return $"It has {picture.Data.Length} bytes; at most {BytesMax} are taken. Send it smaller.";
        }

        var kind = RgbImage.MediaTypeOf(picture.Data.Span);
        return kind is null ? "Its bytes are neither PNG nor JPEG. Send it as one of these."
            : kind != picture.MediaType ? $"It is said to be {picture.MediaType}, but its bytes are {kind}. Say which it is."
            : null;
    }
}
