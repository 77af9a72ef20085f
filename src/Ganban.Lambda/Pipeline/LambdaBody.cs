using System.Runtime.InteropServices;
using System.Text.Json;
using Ganban.Contracts;
using Ganban.Lambda.Errors;

namespace Ganban.Lambda.Pipeline;

/// <summary>A request's JSON object. What it holds and nobody reads is refused, not passed over.</summary>
internal sealed class LambdaBody
{
    private const int DepthMax = 32;
    private readonly JsonElement _root;

    private LambdaBody(JsonElement root) => _root = root;

    /// <summary>Reads a body; an empty one is an object without members.</summary>
    public static LambdaBody Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(
                body.IsEmpty ? "{}"u8.ToArray() : body, new JsonDocumentOptions { MaxDepth = DepthMax });
            CheckText(document.RootElement);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? new LambdaBody(document.RootElement.Clone())
                : throw LambdaErrors.Unreadable("The body is not a JSON object.");
        }
        catch (JsonException e)
        {
            throw LambdaErrors.Unreadable("The body is not JSON in UTF-8: " + e.Message);
        }
        catch (InvalidOperationException)
        {
            // An unpaired surrogate passes as JSON and fails when it is read.
            throw LambdaErrors.Unreadable("The body holds text that is not Unicode.");
        }
    }

    /// <summary>Refuses members with a value that this server does nothing with.</summary>
    public void RefuseOthersThan(string operation, params string[] known)
    {
        var other = _root.EnumerateObject().FirstOrDefault(
            member => !known.Contains(member.Name) && !IsEmpty(member.Value));
        if (other.Value.ValueKind != JsonValueKind.Undefined)
        {
            throw ModelledException.NotImplemented(
                $"Ganban does not implement {other.Name} of {operation}. Leave it out.");
        }
    }

    public bool Has(string name) => Member(name) is not null;

    public string? Text(string name) => Member(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString()
        : throw LambdaErrors.Unreadable($"{name} must be a string.");

    public int? Number(string name) => Member(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number
        : throw LambdaErrors.Unreadable($"{name} must be a whole number.");

    public bool Flag(string name) => Member(name) is { } value
        && (value.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? value.GetBoolean()
            : throw LambdaErrors.Unreadable($"{name} must be true or false."));

    public byte[]? Bytes(string name) => Member(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.String && value.TryGetBytesFromBase64(out var bytes) ? bytes
        : throw LambdaErrors.Unreadable($"{name} must be bytes in Base64.");

    public LambdaBody? Object(string name) => Member(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Object ? new LambdaBody(value)
        : throw LambdaErrors.Unreadable($"{name} must be an object.");

    public IReadOnlyList<string>? Texts(string name) => Member(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(IsText)
            ? [.. value.EnumerateArray().Select(item => item.GetString()!)]
            : throw LambdaErrors.Unreadable($"{name} must be a list of strings.");

    public IReadOnlyDictionary<string, string>? Map(string name) => Member(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Object && value.EnumerateObject().All(item => IsText(item.Value))
            ? value.EnumerateObject()
                .DistinctBy(item => item.Name)
                .ToDictionary(item => item.Name, item => item.Value.GetString()!)
            : throw LambdaErrors.Unreadable($"{name} must be an object of strings.");

    private static void CheckText(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String when JsonMarshal.GetRawUtf8Value(value).Contains((byte)'\\'):
                _ = value.GetString();
                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                {
                    CheckText(item);
                }

                break;
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject())
                {
                    _ = member.Name;
                    CheckText(member.Value);
                }

                break;
        }
    }

    private static bool IsText(JsonElement value) => value.ValueKind == JsonValueKind.String;

    private static bool IsEmpty(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.False => true,
        JsonValueKind.String => value.GetString()!.Length == 0,
        JsonValueKind.Array => value.EnumerateArray().All(IsEmpty),
        JsonValueKind.Object => value.EnumerateObject().All(member => IsEmpty(member.Value)),
        _ => false,
    };

    private JsonElement? Member(string name) =>
        _root.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
}
