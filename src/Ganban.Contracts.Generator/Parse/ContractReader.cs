using System.Collections.Generic;
using System.Linq;
using Ganban.Contracts.Generator.Model;

namespace Ganban.Contracts.Generator.Parse;

/// <summary>Makes the model of a service from a contract file.</summary>
internal sealed class ContractReader
{
    private readonly Dictionary<string, Dictionary<string, object>> _facts = new();
    private readonly Dictionary<string, Shape> _shapes = new();

    public static Service Read(string text)
    {
        var file = JsonText.ParseObject(text);
        return new ContractReader().Service(file);
    }

    private Service Service(Dictionary<string, object> file)
    {
        foreach (var shape in (Dictionary<string, object>)file["shapes"])
        {
            _facts[shape.Key] = (Dictionary<string, object>)shape.Value;
            _shapes[shape.Key] = new Shape();
        }

        foreach (var pair in _shapes)
        {
            Fill(pair.Key, pair.Value);
        }

        var name = (string)file["service"];
        return new Service
        {
            Name = name,
            Identifier = Names.Pascal(name),
            Shapes = [.. _shapes.OrderBy(pair => pair.Key, System.StringComparer.Ordinal).Select(pair => pair.Value)],
            Operations = [.. ((Dictionary<string, object>)file["operations"]).Select(Operation)],
        };
    }

    private Operation Operation(KeyValuePair<string, object> entry)
    {
        var facts = (Dictionary<string, object>)entry.Value;
        return new Operation
        {
            Name = entry.Key,
            Method = (string)facts["method"],
            Uri = (string)facts["uri"],
            Status = (int)(double)facts["status"],
            Input = _shapes[(string)facts["input"]],
            Output = _shapes[(string)facts["output"]],
            Errors = [.. Texts(facts, "errors")!.Select(error => _shapes[error])],
        };
    }

    private void Fill(string name, Shape shape)
    {
        var facts = _facts[name];
        shape.Name = Names.Pascal(name);
        shape.Kind = Kind(facts);
        shape.Min = Number(facts, "min");
        shape.Max = Number(facts, "max");
        shape.Pattern = Text(facts, "pattern");
        shape.Values = Texts(facts, "enum");
        shape.Sensitive = Flag(facts, "sensitive");
        shape.PayloadMember = Text(facts, "payload");
        shape.Element = (Text(facts, "member") ?? Text(facts, "value")) is { } element ? _shapes[element] : null;
        shape.Key = Text(facts, "key") is { } key ? _shapes[key] : null;
        if (facts.TryGetValue("error", out var error))
        {
            shape.ErrorStatus = (int)(double)((Dictionary<string, object>)error)["httpStatusCode"];
        }

        if (facts.TryGetValue("members", out var members))
        {
            var required = Texts(facts, "required") ?? [];
            shape.Members =
                [.. ((Dictionary<string, object>)members).Select(member => Member(member, required, shape.Name))];
        }
    }

    private Member Member(KeyValuePair<string, object> entry, IReadOnlyList<string> required, string owner)
    {
        var traits = entry.Value as Dictionary<string, object>;
        var property = Names.Pascal(entry.Key);
        return new Member
        {
            Name = entry.Key,
            WireName = traits is null ? entry.Key : Text(traits, "locationName") ?? entry.Key,
            Location = traits is null ? null : Text(traits, "location"),
            Required = required.Contains(entry.Key),
            Shape = _shapes[traits is null ? (string)entry.Value : (string)traits["shape"]],
            Property = property == owner || property == nameof(Equals) ? property + "Value" : property,
        };
    }

    private static ShapeKind Kind(Dictionary<string, object> facts) => (string)facts["type"] switch
    {
        "string" => ShapeKind.String,
        "integer" => ShapeKind.Integer,
        "long" => ShapeKind.Long,
        "float" => ShapeKind.Float,
        "double" => ShapeKind.Double,
        "boolean" => ShapeKind.Boolean,
        "timestamp" => ShapeKind.Timestamp,
        "blob" => ShapeKind.Blob,
        "list" => ShapeKind.List,
        "map" => ShapeKind.Map,
        _ when Flag(facts, "document") => ShapeKind.Document,
        _ when Flag(facts, "eventstream") => ShapeKind.EventStream,
        _ when Flag(facts, "exception") => ShapeKind.Error,
        _ when Flag(facts, "union") => ShapeKind.Union,
        _ => ShapeKind.Structure,
    };

    private static bool Flag(Dictionary<string, object> facts, string name) => facts.ContainsKey(name);

    private static string? Text(Dictionary<string, object> facts, string name) =>
        facts.TryGetValue(name, out var value) ? (string)value : null;

    private static double? Number(Dictionary<string, object> facts, string name) =>
        facts.TryGetValue(name, out var value) ? (double)value : null;

    private static IReadOnlyList<string>? Texts(Dictionary<string, object> facts, string name) =>
        facts.TryGetValue(name, out var value) ? [.. ((List<object>)value).Cast<string>()] : null;
}
