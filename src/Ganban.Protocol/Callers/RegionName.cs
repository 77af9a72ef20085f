namespace Ganban.Protocol.Callers;

/// <summary>The form of a region's name: lower-case letters, digits and hyphens, at most 32 of them.</summary>
public static class RegionName
{
    private const int CharactersMax = 32;

    /// <summary>Whether this can be a region's name; every region is served, so none is looked up.</summary>
    public static bool IsValid(string name) =>
        name.Length is > 0 and <= CharactersMax
        && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
}
