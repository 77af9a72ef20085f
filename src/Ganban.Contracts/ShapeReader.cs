using System.Text.Json;

namespace Ganban.Contracts;

/// <summary>
/// Reads the contract's values from JSON. Generated code drives it: it begins a structure, asks for member after member
/// and reads each by its type. JSON null counts as absent. A value of the wrong kind ends the reading with a
/// <see cref="MalformedRequestException"/>.
/// </summary>
public ref struct ShapeReader
{
    /// <summary>The deepest nesting of objects and lists that is read.</summary>
    public const int DepthMax = 128;

    private readonly ReadProblems? _problems;
    private Utf8JsonReader _json;
    private bool _lookedAhead;

    /// <summary>Starts before the first token of a JSON text.</summary>
    /// <param name="json">The whole text in UTF-8.</param>
    /// <param name="problems">Collects missing members; null when the text is our own and complete.</param>
    public ShapeReader(ReadOnlySpan<byte> json, ReadProblems? problems)
    {
        _json = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = DepthMax });
        _problems = problems;
    }

    /// <summary>Reads a whole text as one shape.</summary>
    /// <exception cref="MalformedRequestException">The text is not JSON, or not of this shape.</exception>
    public static T? Parse<T>(ReadOnlySpan<byte> json, ReadProblems? problems = null)
        where T : class, IShape<T>
    {
        try
        {
            var reader = new ShapeReader(json, problems);
            var value = T.Read(ref reader);
            reader.End();
            return value;
        }
        catch (Exception e) when (MalformedRequestException.From(e, json) is { } malformed)
        {
            throw malformed;
        }
    }

    /// <summary>Enters an object.</summary>
    /// <returns>Where it starts, in bytes; -1 for JSON null.</returns>
    public long BeginStructure() => Begin(JsonTokenType.StartObject, "an object") ? _json.TokenStartIndex : -1;

    /// <summary>Enters a list.</summary>
    /// <returns>False for JSON null.</returns>
    public bool BeginList() => Begin(JsonTokenType.StartArray, "a list");

    /// <summary>Moves to the object's next member; false at its end.</summary>
    public bool NextMember()
    {
        _json.Read();
        return _json.TokenType == JsonTokenType.PropertyName;
    }

    /// <summary>Whether the member that <see cref="NextMember"/> found has this name.</summary>
    public readonly bool MemberIs(ReadOnlySpan<byte> name) => _json.ValueTextEquals(name);

    /// <summary>The name of the member that <see cref="NextMember"/> found.</summary>
    public readonly string MemberName() => _json.GetString()!;

    /// <summary>Moves in front of the list's next element; false at its end.</summary>
    public bool NextElement()
    {
        _json.Read();
        _lookedAhead = _json.TokenType != JsonTokenType.EndArray;
        return _lookedAhead;
    }

    /// <summary>Passes over the value of a member that the contract doesn't know.</summary>
    public void Skip()
    {
        _json.Read();
        _json.Skip();
    }

    /// <summary>Reads text.</summary>
    public string? ReadString() => Next() switch
    {
        JsonTokenType.Null => null,
        JsonTokenType.String => _json.GetString(),
        _ => throw WrongType("a string"),
    };

    /// <summary>Reads a 32-bit integer.</summary>
    public int? ReadInteger() => Next() switch
    {
        JsonTokenType.Null => null,
        JsonTokenType.Number when _json.TryGetInt32(out var value) => value,
        _ => throw WrongType("a 32-bit integer"),
    };

    /// <summary>Reads a 64-bit integer.</summary>
    public long? ReadLong() => Next() switch
    {
        JsonTokenType.Null => null,
        JsonTokenType.Number when _json.TryGetInt64(out var value) => value,
        _ => throw WrongType("a 64-bit integer"),
    };

    /// <summary>Reads a double-precision number; "NaN", "Infinity" and "-Infinity" are numbers too.</summary>
    public double? ReadDouble() => Next() switch
    {
        JsonTokenType.Null => null,
        JsonTokenType.Number when _json.TryGetDouble(out var value) => value,
        JsonTokenType.String when _json.ValueTextEquals("NaN"u8) => double.NaN,
        JsonTokenType.String when _json.ValueTextEquals("Infinity"u8) => double.PositiveInfinity,
        JsonTokenType.String when _json.ValueTextEquals("-Infinity"u8) => double.NegativeInfinity,
        _ => throw WrongType("a number"),
    };

    /// <summary>Reads a single-precision number.</summary>
    public float? ReadFloat() => (float?)ReadDouble();

    /// <summary>Reads true or false.</summary>
    public bool? ReadBoolean() => Next() switch
    {
        JsonTokenType.Null => null,
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        _ => throw WrongType("true or false"),
    };

    /// <summary>Reads a time: ISO 8601 text, or a number of seconds since 1970.</summary>
    public DateTimeOffset? ReadTimestamp() => Next() switch
    {
        JsonTokenType.Null => null,
        JsonTokenType.String when Timestamps.TryParse(_json.GetString()!, out var value) => value,
        JsonTokenType.Number when _json.TryGetDouble(out var seconds)
            && Timestamps.TryFromEpochSeconds(seconds, out var value) => value,
        _ => throw WrongType("a timestamp"),
    };

    /// <summary>Reads bytes in base64.</summary>
    public ReadOnlyMemory<byte>? ReadBlob()
    {
        switch (Next())
        {
            case JsonTokenType.Null:
                return null;
            case JsonTokenType.String when _json.TryGetBytesFromBase64(out var bytes):
                return bytes;
            default:
                throw WrongType("base64 text");
        }
    }

    /// <summary>Reads any JSON value as a document.</summary>
    public JsonElement? ReadDocument()
    {
        if (Next() == JsonTokenType.Null)
        {
            return null;
        }

        CheckText(_json);
        return JsonElement.ParseValue(ref _json);
    }

    /// <summary>Notes that the structure which starts at <paramref name="start"/> lacks a required member.</summary>
    public readonly void Missing(long start, string member) => _problems?.Missing(start, member);

    /// <summary>Notes that the list element just read is null.</summary>
    public readonly void NullElement() => _problems?.Missing(_json.TokenStartIndex, null);

    /// <summary>Ends the reading of a union that has none, or more than one, of its members.</summary>
    /// <param name="start">Where the union starts.</param>
    /// <param name="members">The names that the union knows.</param>
    public static MalformedRequestException NotOneMember(long start, string members) =>
        new($"exactly one of the members [{members}]", null, start);

    /// <summary>Checks that nothing but white space is left.</summary>
    internal void End()
    {
        while (_json.Read())
        {
        }
    }

    // A document keeps its text as it came; broken UTF-8 or half a surrogate pair would fail only where somebody reads
    // it.
    private static void CheckText(Utf8JsonReader ahead)
    {
        var depth = ahead.CurrentDepth;
        do
        {
            if (ahead.TokenType is JsonTokenType.String or JsonTokenType.PropertyName)
            {
                ahead.GetString();
            }
        }
        while (ahead.Read() && ahead.CurrentDepth > depth);
    }

    private JsonTokenType Next()
    {
        if (!_lookedAhead)
        {
            _json.Read();
        }

        _lookedAhead = false;
        return _json.TokenType;
    }

    private bool Begin(JsonTokenType start, string expected)
    {
        var token = Next();
        return token == start || (token == JsonTokenType.Null ? false : throw WrongType(expected));
    }

    private readonly MalformedRequestException WrongType(string expected) =>
        new(expected, _json.TokenType, _json.TokenStartIndex);
}
