using System.Text;

namespace Ganban.Inference.Tokenizers;

/// <summary>Turns tokens into text as they come, holding back the bytes of a character that is not complete.</summary>
/// <param name="tokenizer">Whose tokens.</param>
public sealed class StreamingDetokenizer(Tokenizer tokenizer)
{
    // The framework's decoder keeps incomplete sequences between calls and replaces broken ones by U+FFFD.
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();

    /// <summary>Adds a token.</summary>
    /// <param name="token">Its id.</param>
    /// <returns>The characters that are complete now; may be empty.</returns>
    public string Add(int token) => Convert(tokenizer.TokenBytes(token), flush: false);

    /// <summary>Ends the text: an incomplete character comes out as U+FFFD.</summary>
    public string Flush() => Convert([], flush: true);

    private string Convert(ReadOnlySpan<byte> bytes, bool flush)
    {
        Span<char> characters = stackalloc char[64];
        var needed = _decoder.GetCharCount(bytes, flush);
        if (needed > characters.Length)
        {
            characters = new char[needed];
        }

        return new string(characters[.._decoder.GetChars(bytes, characters, flush)]);
    }
}
