namespace Ganban.S3.Fields;

/// <summary>Names of headers that can be given back as they came.</summary>
internal static class HeaderName
{
    /// <summary>Whether a name, or the end of one, holds only letters that RFC 9110 has in names of headers.</summary>
    public static bool IsValid(string name) =>
        name.All(letter => char.IsAsciiLetterOrDigit(letter)
            || "!#$%&'*+-.^_`|~".Contains(letter, StringComparison.Ordinal));
}
