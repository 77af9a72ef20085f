using System.Net;

namespace Ganban.Storage.Objects;

/// <summary>The rules for buckets' names.</summary>
public static class BucketName
{
    private const int CharactersMin = 3;
    private const int CharactersMax = 63;

    /// <summary>
    /// Whether this can be a bucket's name: 3 to 63 lower-case letters, digits, hyphens and dots, a letter or digit at
    /// both ends, no two dots in a row, and no IP address.
    /// </summary>
    public static bool IsValid(string name) =>
        name.Length is >= CharactersMin and <= CharactersMax
        && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '.')
        && char.IsAsciiLetterOrDigit(name[0])
        && char.IsAsciiLetterOrDigit(name[^1])
        && !name.Contains("..", StringComparison.Ordinal)
        && !(name.Count(c => c == '.') == 3 && IPAddress.TryParse(name, out _));
}
