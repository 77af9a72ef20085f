using System.Text;

namespace Ganban.Documents;

/// <summary>
/// Turns bytes into text whose encoding nobody tells: UTF-8, UTF-16, Shift_JIS or EUC-JP. A byte order mark decides;
/// without one, that encoding is taken which all bytes are right in, and of the two Japanese ones that in which more of
/// the text is Japanese.
/// </summary>
internal static class TextDecoder
{
    private const int SampleBytes = 64 << 10;

    /// <summary>The text.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="declared">The encoding that the document itself names; null for none.</param>
    /// <exception cref="DocumentException">The bytes are text in none of the encodings.</exception>
    public static string Decode(ReadOnlySpan<byte> bytes, string? declared = null)
    {
        if (Marked(bytes) is { } marked)
        {
            return marked;
        }

        if (Named(declared) is { } named && Strictly(named, bytes) is { } asDeclared)
        {
            return asDeclared;
        }

        if (Utf16(bytes) is { } wide)
        {
            return wide;
        }

        if (Strictly(Encoding.UTF8, bytes) is { } utf8)
        {
            return utf8;
        }

        var (shift, euc) = (Japanese(932, bytes), Japanese(51932, bytes));
        return (shift, euc) switch
        {
            ({ } left, { } right) => ShareOfJapanese(left) >= ShareOfJapanese(right) ? left : right,
            _ => shift ?? euc ?? throw new DocumentException(
                DocumentFault.Broken, "It is not text in UTF-8, UTF-16, Shift_JIS or EUC-JP. Save it as UTF-8."),
        };
    }

    private static string? Marked(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0xEF, 0xBB, 0xBF, ..] => Required(Encoding.UTF8, bytes[3..]),
        [0xFF, 0xFE, ..] => Required(Encoding.Unicode, bytes[2..]),
        [0xFE, 0xFF, ..] => Required(Encoding.BigEndianUnicode, bytes[2..]),
        _ => null,
    };

    private static string Required(Encoding encoding, ReadOnlySpan<byte> bytes) =>
        Strictly(encoding, bytes) ?? throw new DocumentException(
            DocumentFault.Broken, $"It begins with the mark of {encoding.WebName} and is not text in it.");

    // Without a mark, UTF-16 shows by zeros in every other place, which no text in the other encodings has.
    private static string? Utf16(ReadOnlySpan<byte> bytes)
    {
        var sample = bytes[..Math.Min(bytes.Length, SampleBytes)];
        var (even, odd) = (0, 0);
        for (var i = 0; i < sample.Length; i++)
        {
            if (sample[i] == 0)
            {
                _ = i % 2 == 0 ? even++ : odd++;
            }
        }

        return odd > 4 * even && odd > 0 ? Strictly(Encoding.Unicode, bytes)
            : even > 4 * odd && even > 0 ? Strictly(Encoding.BigEndianUnicode, bytes)
            : null;
    }

    private static Encoding? Named(string? name)
    {
        try
        {
            return name is null ? null : Encoding.GetEncoding(name);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    private static string? Strictly(Encoding encoding, ReadOnlySpan<byte> bytes)
    {
        var strict = (Encoding)encoding.Clone();
        strict.DecoderFallback = DecoderFallback.ExceptionFallback;
        try
        {
            var text = strict.GetString(bytes);
            return text.Contains('\0', StringComparison.Ordinal) ? null : text;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    // These encodings know nearly every byte; what has control characters in it is no text.
    private static string? Japanese(int codePage, ReadOnlySpan<byte> bytes) =>
        Strictly(Encoding.GetEncoding(codePage), bytes) is { } text
        && !text.Any(c => char.IsControl(c) && !char.IsWhiteSpace(c))
            ? text
            : null;

    // Half-width katakana do not count: they are what EUC-JP looks like when it is read as Shift_JIS.
    private static double ShareOfJapanese(string text)
    {
        var sample = text.AsSpan(0, Math.Min(text.Length, SampleBytes));
        var count = 0;
        foreach (var c in sample)
        {
            var isJapanese =
                c is >= '\u3000' and <= '\u30ff' or >= '\u4e00' and <= '\u9fff' or >= '\uff01' and <= '\uff60';
            count += isJapanese ? 1 : 0;
        }

        return (double)count / Math.Max(1, sample.Length);
    }
}
