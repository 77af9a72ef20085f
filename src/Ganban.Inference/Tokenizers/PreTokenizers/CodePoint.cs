using System.Globalization;
using System.Text;

namespace Ganban.Inference.Tokenizers.PreTokenizers;

/// <summary>
/// A Unicode code point in bits 0 to 20 with its class above, so that rules look each character up once. Patterns of
/// tokenizers are about code points; UTF-16 would make two symbols of an emoji or of a rare ideograph.
/// </summary>
internal static class CodePoint
{
    public const uint Letter = 1 << 24;
    public const uint Number = 1 << 25;
    public const uint Mark = 1 << 26;
    public const uint Punctuation = 1 << 27;
    public const uint Symbol = 1 << 28;
    public const uint Space = 1 << 29;
    private const uint ValueMask = (1 << 21) - 1;

    private static readonly uint[] Ascii = [.. Enumerable.Range(0, 128).Select(Classify)];

    /// <summary>The code points of a text; lone surrogates become U+FFFD.</summary>
    /// <param name="text">UTF-16 text.</param>
    /// <param name="points">Takes them; as long as the text.</param>
    /// <returns>Their number.</returns>
    public static int Read(ReadOnlySpan<char> text, Span<uint> points)
    {
        var count = 0;
        while (!text.IsEmpty)
        {
            if (text[0] < 128)
            {
                points[count++] = Ascii[text[0]];
                text = text[1..];
                continue;
            }

            Rune.DecodeFromUtf16(text, out var rune, out var length);
            points[count++] = Classify(rune.Value);
            text = text[length..];
        }

        return count;
    }

    /// <summary>Writes code points as UTF-8.</summary>
    /// <returns>The number of bytes.</returns>
    public static int Write(ReadOnlySpan<uint> points, Span<byte> utf8)
    {
        var count = 0;
        foreach (var point in points)
        {
            var value = Value(point);
            if (value < 128)
            {
                utf8[count++] = (byte)value;
            }
            else
            {
                count += new Rune(value).EncodeToUtf8(utf8[count..]);
            }
        }

        return count;
    }

    public static int Value(uint point) => (int)(point & ValueMask);

    public static bool Is(uint point, uint classes) => (point & classes) != 0;

    public static bool IsNewline(uint point) => Value(point) is '\r' or '\n';

    private static uint Classify(int value) => (uint)value | CharUnicodeInfo.GetUnicodeCategory(value) switch
    {
        // char.IsWhiteSpace is Unicode's White_Space, which has no member beyond the first plane.
        _ when value < 0x10000 && char.IsWhiteSpace((char)value) => Space,
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
            or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter => Letter,
        UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark => Mark,
        UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => Number,
        UnicodeCategory.ConnectorPunctuation or UnicodeCategory.DashPunctuation or UnicodeCategory.OpenPunctuation
            or UnicodeCategory.ClosePunctuation or UnicodeCategory.InitialQuotePunctuation
            or UnicodeCategory.FinalQuotePunctuation or UnicodeCategory.OtherPunctuation => Punctuation,
        UnicodeCategory.MathSymbol or UnicodeCategory.CurrencySymbol or UnicodeCategory.ModifierSymbol
            or UnicodeCategory.OtherSymbol => Symbol,
        _ => 0,
    };
}
