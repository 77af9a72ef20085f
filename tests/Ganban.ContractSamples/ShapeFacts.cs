using System.Text.Json;

namespace Ganban.ContractSamples;

/// <summary>A member of a shape as the contract file has it.</summary>
public sealed record MemberFacts(string Name, string WireName, string? Location, bool Required, string Shape);

/// <summary>
/// A shape as the contract file has it; read here once more so that tests don't trust the generator they test.
/// </summary>
public sealed class ShapeFacts
{
    private readonly JsonElement _facts;

    public ShapeFacts(string name, JsonElement facts)
    {
        (Name, _facts) = (name, facts);
        Members = facts.TryGetProperty("members", out var members) ? [.. members.EnumerateObject().Select(Member)] : [];
    }

    public string Name { get; }

    public IReadOnlyList<MemberFacts> Members { get; }

    public string Type => Text("type")!;

    public bool IsUnion => Has("union");

    public bool IsDocument => Has("document");

    public bool IsEventStream => Has("eventstream");

    public bool IsError => Has("exception");

    public string? Payload => Text("payload");

    public string? Element => Text("member") ?? Text("value");

    public string? Key => Text("key");

    public string? Pattern => Text("pattern");

    public double? Min => Number("min");

    public double? Max => Number("max");

    public IReadOnlyList<string>? Values =>
        _facts.TryGetProperty("enum", out var values) ? [.. values.EnumerateArray().Select(value => value.GetString()!)] : null;

    private MemberFacts Member(JsonProperty entry)
    {
        var traits = entry.Value;
        if (traits.ValueKind == JsonValueKind.String)
        {
            return new(entry.Name, entry.Name, null, IsRequired(entry.Name), traits.GetString()!);
        }

        var wireName = traits.TryGetProperty("locationName", out var name) ? name.GetString()! : entry.Name;
        var location = traits.TryGetProperty("location", out var place) ? place.GetString() : null;
        return new(entry.Name, wireName, location, IsRequired(entry.Name), traits.GetProperty("shape").GetString()!);
    }

    private bool IsRequired(string member) =>
        _facts.TryGetProperty("required", out var required) && required.EnumerateArray().Any(name => name.GetString() == member);

    private bool Has(string fact) => _facts.TryGetProperty(fact, out _);

    private string? Text(string fact) => _facts.TryGetProperty(fact, out var value) ? value.GetString() : null;

    private double? Number(string fact) => _facts.TryGetProperty(fact, out var value) ? value.GetDouble() : null;
}
