using System.Text.Json;

namespace Ganban.Contracts;

/// <summary>A body that can't be read as the request: broken JSON, or a value of the wrong kind.</summary>
public sealed class MalformedRequestException : Exception
{
    private readonly string? _expected;
    private readonly JsonTokenType? _found;
    private readonly long _offset;

    internal MalformedRequestException(string expected, JsonTokenType? found, long offset)
        : base($"Expected {expected} at byte {offset}.")
    {
        (_expected, _found, _offset) = (expected, found, offset);
    }

    private MalformedRequestException(string message, Exception? inner)
        : base(message, inner)
    {
    }

    /// <summary>
    /// Gives a failed reading its final words, with the field's path; null if the failure has another cause.
    /// </summary>
    /// <param name="exception">What the reading threw.</param>
    /// <param name="json">The text that was read.</param>
    public static MalformedRequestException? From(Exception exception, ReadOnlySpan<byte> json) => exception switch
    {
        MalformedRequestException { _expected: null } done => done,
        MalformedRequestException raw => new(raw.Describe(json), raw),
        JsonException => new(
            "Malformed input request: the body is not valid JSON, please reformat your input and try again.",
            exception),
        InvalidOperationException => new(
            "Malformed input request: the body holds text that is not valid UTF-8, please reformat your input and try again.",
            exception),
        _ => null,
    };

    private string Describe(ReadOnlySpan<byte> json)
    {
        var path = FieldPath.Resolve(json, [_offset]).GetValueOrDefault(_offset, "");
        var place = path.Length == 0 ? "the body" : $"'{path}'";
        var found = _found is { } token ? $", found {Name(token)}" : "";
        return $"Malformed input request: {place} must be {_expected}{found}. Please reformat your input and try again.";
    }

    private static string Name(JsonTokenType token) => token switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "a list",
        JsonTokenType.String => "a string",
        JsonTokenType.Number => "a number",
        JsonTokenType.True or JsonTokenType.False => "a boolean",
        JsonTokenType.Null => "null",
        _ => "the end of the text",
    };
}
