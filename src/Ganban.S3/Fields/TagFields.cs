using Ganban.S3.Addressing;
using Ganban.S3.Errors;

namespace Ganban.S3.Fields;

/// <summary>The rules for an object's tags.</summary>
internal static class TagFields
{
    private const int TagsMax = 10;
    private const int NameCharactersMax = 128;
    private const int ValueCharactersMax = 256;

    /// <summary>Tags in a header: <c>name=value&amp;name=value</c>.</summary>
    public static IReadOnlyDictionary<string, string> FromQuery(string text) => Check(text
        .Split('&', StringSplitOptions.RemoveEmptyEntries)
        .Select(pair => pair.Split('=', 2))
        .Select(pair => (
            S3Address.Decode(pair[0], plusIsSpace: true),
            pair.Length > 1 ? S3Address.Decode(pair[1], plusIsSpace: true) : "")));

    public static IReadOnlyDictionary<string, string> Check(IEnumerable<(string Name, string Value)> tags)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in tags)
        {
            if (name.Length is 0 or > NameCharactersMax || value.Length > ValueCharactersMax)
            {
                throw S3Errors.InvalidTag("The TagKey or TagValue you have provided is too long or empty");
            }

            if (!found.TryAdd(name, value))
            {
                throw S3Errors.InvalidTag("Cannot provide multiple Tags with the same key");
            }
        }

        return found.Count <= TagsMax ? found : throw S3Errors.InvalidTag("Object tags cannot be greater than 10");
    }
}
