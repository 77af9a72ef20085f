using System.Net;

namespace Ganban.Bedrock.Guardrails.Checks;

/// <summary>What tells real numbers from others: how many of the first characters are one, 0 for none.</summary>
internal static class CheckDigits
{
    /// <summary>Luhn's formula (ISO/IEC 7812-1): bank cards, Canadian social insurance numbers.</summary>
    public static int Luhn(string text)
    {
        var sum = 0;
        var isSecond = false;
        foreach (var c in text.Reverse().Where(char.IsAsciiDigit))
        {
            var digit = (c - '0') * (isSecond ? 2 : 1);
            sum += digit > 9 ? digit - 9 : digit;
            isSecond = !isSecond;
        }

        return sum % 10 == 0 && text.Any(c => c is >= '1' and <= '9') ? text.Length : 0;
    }

    /// <summary>ISO 13616: the longest beginning of 15 to 34 characters whose remainder by 97 is 1.</summary>
    public static int Iban(string text)
    {
        for (var length = text.Length; length >= 15; length--)
        {
            var compact = text[..length].Replace(" ", "", StringComparison.Ordinal);
            if (text[length - 1] != ' ' && compact.Length is >= 15 and <= 34 && Remainder97(compact) == 1)
            {
                return length;
            }
        }

        return 0;
    }

    /// <summary>The United Kingdom's NHS numbers: weights 10 to 2, modulo 11.</summary>
    public static int Nhs(string text)
    {
        var digits = text.Where(char.IsAsciiDigit).Select(c => c - '0').ToArray();
        var check = 11 - (digits.Take(9).Select((digit, i) => digit * (10 - i)).Sum() % 11);
        return digits.Length == 10 && check % 11 == digits[9] && digits.Any(digit => digit > 0) ? text.Length : 0;
    }

    /// <summary>The United States' routing numbers: weights 3, 7, 1, modulo 10.</summary>
    public static int Routing(string text)
    {
        int[] weights = [3, 7, 1];
        var sum = text.Select((c, i) => (c - '0') * weights[i % 3]).Sum();
        return sum > 0 && sum % 10 == 0 ? text.Length : 0;
    }

    /// <summary>Vehicle identification numbers with North America's check digit (49 CFR 565.15).</summary>
    public static int Vehicle(string text)
    {
        int[] weights = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
        var sum = text.Select((c, i) => Value(c) * weights[i]).Sum();
        return "0123456789X"[sum % 11] == text[8] && text.Any(char.IsAsciiDigit) ? text.Length : 0;

        static int Value(char c) => c switch
        {
            >= '0' and <= '9' => c - '0',
            >= 'A' and <= 'H' => c - 'A' + 1,
            >= 'J' and <= 'R' => c - 'J' + 1,
            _ => c - 'S' + 2,
        };
    }

    /// <summary>Addresses of the internet protocol, version 4 or 6.</summary>
    public static int Ip(string text) =>
        (text.Contains(':', StringComparison.Ordinal) ? text.Count(c => c == ':') >= 2 : text.Count(c => c == '.') == 3)
        && IPAddress.TryParse(text, out _)
            ? text.Length
            : 0;

    /// <summary>Forty characters that can be a secret key: no hash in hexadecimal, no word.</summary>
    public static int Secret(string text) =>
        text.Any(char.IsAsciiLetterUpper) && text.Any(char.IsAsciiLetterLower) && text.Any(char.IsAsciiDigit)
            ? text.Length
            : 0;

    /// <summary>A word without the full stops and the like at its end.</summary>
    public static int Trimmed(string text) => text.TrimEnd('.', ',', '!', '?', ';', ':', '"', '\'', ')').Length;

    private static int Remainder97(string compact)
    {
        var remainder = 0;
        foreach (var c in compact[4..] + compact[..4])
        {
            var value = char.IsAsciiDigit(c) ? c - '0' : c - 'A' + 10;
            remainder = ((remainder * (value > 9 ? 100 : 10)) + value) % 97;
        }

        return remainder;
    }
}
