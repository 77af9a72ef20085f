using System.Globalization;
using System.Text.Json;

namespace Ganban.Bedrock.Invocation.Formats;

/// <summary>
/// Reads a native body member by member and collects complaints in the words of the service's schema checker
/// (<c>#: required key [prompt] not found</c>, <c>#/temperature: 2 is not less or equal to 1</c>). Members that nobody
/// asked for are extraneous. <see cref="Check"/> raises everything found at once.
/// </summary>
internal sealed class NativeBody
{
    private readonly JsonElement _object;
    private readonly string _pointer;
    private readonly List<string> _complaints;
    private readonly List<(string Pointer, string Name)> _unknown;
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    /// <summary>Starts with a whole body.</summary>
    public NativeBody(JsonElement body)
        : this(body, "#", [], [])
    {
    }

    /// <summary>Where it stands in the body, as the models write it: <c>messages.1.content.0</c>.</summary>
    public string Place => _pointer.TrimStart('#', '/').Replace('/', '.');

    private NativeBody(
        JsonElement body,
        string pointer,
        List<string> complaints,
        List<(string Pointer, string Name)> unknown)
    {
        (_object, _pointer, _complaints, _unknown) = (body, pointer, complaints, unknown);
        if (body.ValueKind != JsonValueKind.Object)
        {
            complaints.Add($"{pointer}: expected type: JSONObject, found: {JsonKinds.Name(body)}");
        }
    }

    /// <summary>The member as it is; null when absent, and when it is null without being required.</summary>
    public JsonElement? Any(string name, bool required = false)
    {
        _known.Add(name);
        if (_object.ValueKind != JsonValueKind.Object || !_object.TryGetProperty(name, out var value))
        {
            if (required && _object.ValueKind == JsonValueKind.Object)
            {
                _complaints.Add($"{_pointer}: required key [{name}] not found");
            }

            return null;
        }

        return value.ValueKind != JsonValueKind.Null || required ? value : null;
    }

    /// <summary>An object whose members are the client's own, as it is.</summary>
    public JsonElement? FreeObject(string name, bool required = false) =>
        Typed(name, required, JsonValueKind.Object, "JSONObject");

    /// <summary>A text.</summary>
    public string? Text(string name, bool required = false) =>
        Typed(name, required, JsonValueKind.String, "String")?.GetString();

    /// <summary>A text of limited length.</summary>
    public string RequiredText(string name, int lengthMin, int lengthMax)
    {
        return Text(name, required: true) is { } text ? Limited(name, text, lengthMin, lengthMax) : "";
    }

    /// <summary>A text that is there, or the empty text beside a complaint.</summary>
    public string RequiredText(string name) => Text(name, required: true) ?? "";

    /// <summary>One of the texts that are allowed; null when it is absent or another one.</summary>
    public string? OneOf(string name, IReadOnlyList<string> allowed, bool required = false)
    {
        var text = Text(name, required);
        if (text is null || allowed.Contains(text))
        {
            return text;
        }

        Complain(name, $"{text} is not a valid enum value");
        return null;
    }

    /// <summary>One of the numbers that are allowed; null when it is absent or another one.</summary>
    public int? OneOf(string name, IReadOnlyList<int> allowed)
    {
        var number = Integer(name, int.MinValue, int.MaxValue);
        if (number is null || allowed.Contains(number.Value))
        {
            return number;
        }

        Complain(name, $"{number} is not a valid enum value");
        return null;
    }

    /// <summary>A list of some of the texts that are allowed.</summary>
    public IReadOnlyList<string> Some(string name, IReadOnlyList<string> allowed)
    {
        var texts = Texts(name);
        for (var i = 0; i < texts.Count; i++)
        {
            if (!allowed.Contains(texts[i]))
            {
                Complain($"{name}/{i}", $"{texts[i]} is not a valid enum value");
            }
        }

        return texts;
    }

    /// <summary>A boolean.</summary>
    public bool? Boolean(string name)
    {
        var value = Any(name);
        if (value is { ValueKind: not (JsonValueKind.True or JsonValueKind.False) } other)
        {
            Complain(name, $"expected type: Boolean, found: {JsonKinds.Name(other)}");
            return null;
        }

        return value?.GetBoolean();
    }

    /// <summary>A whole number within its range.</summary>
    public int? Integer(string name, int min, int max, bool required = false)
    {
        if (Typed(name, required, JsonValueKind.Number, "Integer") is not { } value)
        {
            return null;
        }

        if (!value.TryGetInt64(out var number))
        {
            Complain(name, "expected type: Integer, found: Double");
            return null;
        }

        return InRange(name, number, min, max) ? (int)number : null;
    }

    /// <summary>A number within its range.</summary>
    public double? Number(string name, double min, double max) =>
        Typed(name, required: false, JsonValueKind.Number, "Number") is { } value
            && InRange(name, value.GetDouble(), min, max)
            ? value.GetDouble()
            : null;

    /// <summary>The bytes of a text in base64; none beside a complaint.</summary>
    public ReadOnlyMemory<byte> Base64(string name, string complaint)
    {
        var text = RequiredText(name, 1, int.MaxValue);
        var bytes = new byte[text.Length];
        if (Convert.TryFromBase64String(text, bytes, out var length) && length > 0)
        {
            return bytes.AsMemory(0, length);
        }

        if (text.Length > 0)
        {
            Complain(name, complaint);
        }

        return default;
    }

    /// <summary>A list of texts, none of them empty.</summary>
    public IReadOnlyList<string> Texts(string name, int countMax = int.MaxValue, int lengthMax = int.MaxValue)
    {
        var texts = new List<string>();
        var index = 0;
        foreach (var item in Elements(name, countMax))
        {
            if (item.ValueKind != JsonValueKind.String)
            {
                Complain($"{name}/{index}", $"expected type: String, found: {JsonKinds.Name(item)}");
            }
            else if (item.ValueEquals(""))
            {
                Complain($"{name}/{index}", "expected minLength: 1, actual: 0");
            }
            else
            {
                texts.Add(Limited($"{name}/{index}", item.GetString()!, 1, lengthMax));
            }

            index++;
        }

        return texts;
    }

    /// <summary>A list of texts, or a single text in its place.</summary>
    public IReadOnlyList<string> TextOrTexts(string name, int countMax = int.MaxValue) =>
        Any(name) is { ValueKind: JsonValueKind.String }
            ? [RequiredText(name, 1, int.MaxValue)]
            : Texts(name, countMax);

    /// <summary>An object; null when absent.</summary>
    public NativeBody? Object(string name, bool required = false) =>
        Any(name, required) is { } value ? new NativeBody(value, $"{_pointer}/{name}", _complaints, _unknown) : null;

    /// <summary>The objects of a list.</summary>
    public IEnumerable<NativeBody> Objects(string name, bool required = false, int countMax = int.MaxValue)
    {
        var index = 0;
        foreach (var item in Elements(name, countMax, required))
        {
            yield return new NativeBody(item, $"{_pointer}/{name}/{index++}", _complaints, _unknown);
        }
    }

    /// <summary>The names of all members, for objects whose members are the client's own; they are known from now
    /// on.</summary>
    public IReadOnlyList<string> Names()
    {
        var names = _object.ValueKind == JsonValueKind.Object
            ? _object.EnumerateObject().Select(member => member.Name).ToList()
            : [];
        _known.UnionWith(names);
        return names;
    }

    /// <summary>Adds a complaint about a member.</summary>
    public void Complain(string name, string complaint) => _complaints.Add($"{_pointer}/{name}: {complaint}");

    /// <summary>Complains of members that nobody asked for.</summary>
    public void RefuseOthers()
    {
        if (_object.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        foreach (var member in _object.EnumerateObject())
        {
            if (!_known.Contains(member.Name))
            {
                var name = member.Name.Length > 128 ? member.Name[..128] : member.Name;
                _complaints.Add($"{_pointer}: extraneous key [{name}] is not permitted");
                _unknown.Add((_pointer, member.Name));
            }
        }
    }

    /// <summary>Ends the reading of the whole body.</summary>
    /// <exception cref="Ganban.Contracts.ModelledException">There was something to complain of.</exception>
    public void Check()
    {
        if (Complaints() is { } complaints)
        {
            throw _unknown.Count == _complaints.Count
                ? new UnknownMembersException(InvocationErrors.MalformedBody(complaints).Message, _unknown)
                : InvocationErrors.MalformedBody(complaints);
        }
    }

    /// <summary>Everything there is to complain of, extraneous members included; null if there is nothing.</summary>
    public string? Complaints()
    {
        RefuseOthers();
        return _complaints.Count > 0 ? string.Concat(_complaints.Take(32)) : null;
    }

    private IEnumerable<JsonElement> Elements(string name, int countMax, bool required = false)
    {
        if (Typed(name, required, JsonValueKind.Array, "JSONArray") is not { } list)
        {
            return [];
        }

        if (list.GetArrayLength() > countMax)
        {
            Complain(name, string.Create(
                CultureInfo.InvariantCulture,
                $"expected maximum item count: {countMax}, found: {list.GetArrayLength()}"));
            return [];
        }

        return list.EnumerateArray();
    }

    private JsonElement? Typed(string name, bool required, JsonValueKind kind, string expected)
    {
        var value = Any(name, required);
        if (value is { } found && found.ValueKind != kind)
        {
            Complain(name, $"expected type: {expected}, found: {JsonKinds.Name(found)}");
            return null;
        }

        return value;
    }

    private string Limited(string name, string text, int lengthMin, int lengthMax)
    {
        var length = text.EnumerateRunes().Count();
        if (length < lengthMin || length > lengthMax)
        {
            Complain(name, length < lengthMin
                ? string.Create(CultureInfo.InvariantCulture, $"expected minLength: {lengthMin}, actual: {length}")
                : string.Create(CultureInfo.InvariantCulture, $"expected maxLength: {lengthMax}, actual: {length}"));
        }

        return text;
    }

    private bool InRange(string name, double value, double min, double max)
    {
        if (value >= min && value <= max)
        {
            return true;
        }

        Complain(name, string.Create(
            CultureInfo.InvariantCulture,
            $"{value} is not {(value < min ? "greater" : "less")} or equal to {(value < min ? min : max):0.#####}"));
        return false;
    }
}
