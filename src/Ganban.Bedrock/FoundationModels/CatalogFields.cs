using System.Text.Json;

namespace Ganban.Bedrock.FoundationModels;

/// <summary>
/// The keys of one JSON object in a catalog file. Whatever is read is remembered, so that a key nobody asked for, a
/// slip in the file, is an error and not a lost fact.
/// </summary>
/// <remarks>
/// A generated serializer would do, but makes 820 methods compile and takes 90 to 120 ms of processor time at every
/// start; this takes 175 methods and 38 ms (25 ms when published ready to run) on the same busy two-core machine.
/// </remarks>
internal sealed class CatalogFields
{
    private readonly JsonElement _json;
    private readonly List<string> _known = [];
    private int _present;

    private CatalogFields(JsonElement json) => _json = json;

    /// <summary>Reads a file's root object.</summary>
    /// <exception cref="InvalidDataException">The file is not what it should be; the message names it.</exception>
    public static T ReadFile<T>(string name, ReadOnlyMemory<byte> bytes, Func<CatalogFields, T> read)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes);
            return Read(document.RootElement, read);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException($"The catalog file {name} cannot be read: {exception.Message}", exception);
        }
    }

    public string Text(string key) =>
        TextOrNull(key) ?? throw new FormatException($"The key '{key}' is missing in {_json}.");

    public string? TextOrNull(string key) => Find(key)?.GetString();

    // Loops, because LINQ over JsonElement would be compiled at every start of the server.
    public IReadOnlyList<string>? TextsOrNull(string key)
    {
        if (Find(key) is not { } value)
        {
            return null;
        }

        var texts = new List<string>(value.GetArrayLength());
        foreach (var item in value.EnumerateArray())
        {
            texts.Add(item.GetString() ?? throw new FormatException($"The list '{key}' holds a null."));
        }

        return texts;
    }

    public IReadOnlyList<string> Texts(string key) => TextsOrNull(key) ?? [];

    public bool? Flag(string key) => Find(key)?.GetBoolean();

    public int? Count(string key) => Find(key)?.GetInt32();

    public decimal? Amount(string key) => Find(key)?.GetDecimal();

    public DateTimeOffset? Time(string key) => Find(key)?.GetDateTimeOffset();

    public T? Part<T>(string key, Func<CatalogFields, T> read)
        where T : class =>
        Find(key) is { } value ? Read(value, read) : null;

    public IReadOnlyList<T> Parts<T>(string key, Func<CatalogFields, T> read)
        where T : class
    {
        if (Find(key) is not { } value)
        {
            return [];
        }

        var parts = new List<T>(value.GetArrayLength());
        foreach (var item in value.EnumerateArray())
        {
            parts.Add(Read(item, read));
        }

        return parts;
    }

    /// <summary>Passes over a key that is for people.</summary>
    public void Ignore(string key) => Find(key);

    private static T Read<T>(JsonElement json, Func<CatalogFields, T> read)
    {
        var fields = new CatalogFields(json);
        var value = read(fields);
        if (fields._present != json.GetPropertyCount())
        {
            var keys = json.EnumerateObject().Select(property => property.Name).ToList();
            var unknown = keys.Except(fields._known).FirstOrDefault();
            throw new FormatException(
                unknown is null ? $"A key occurs twice in {json}." : $"The key '{unknown}' is not known in {json}.");
        }

        return value;
    }

    private JsonElement? Find(string key)
    {
        _known.Add(key);
        if (!_json.TryGetProperty(key, out var value))
        {
            return null;
        }

        _present++;
        return value;
    }
}
