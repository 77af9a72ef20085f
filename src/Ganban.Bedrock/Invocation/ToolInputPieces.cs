namespace Ganban.Bedrock.Invocation;

/// <summary>
/// Cuts the input of a tool call into the pieces that a stream tells it in. Engines give calls whole; models that
/// write them token by token are read by clients that put pieces together, and these are to be met here too.
/// </summary>
internal static class ToolInputPieces
{
    private const int PiecesMax = 256;
    private const int CharactersMin = 4;

    /// <summary>
    /// The pieces, which put together are the text: they end behind words, and never inside a character.
    /// </summary>
    public static IEnumerable<string> Of(string json)
    {
        var charactersMin = Math.Max(CharactersMin, json.Length / PiecesMax);
        var start = 0;
        for (var end = charactersMin; end < json.Length; end++)
        {
            // A word without an end, as in Japanese, is cut all the same.
            var isLong = end - start >= 2 * charactersMin;
            var isInside = char.IsLowSurrogate(json[end])
                || (char.IsLetterOrDigit(json[end]) && char.IsLetterOrDigit(json[end - 1]) && !isLong);
            if (end - start >= charactersMin && !isInside)
            {
                yield return json[start..end];
                start = end;
            }
        }

        yield return json[start..];
    }
}
