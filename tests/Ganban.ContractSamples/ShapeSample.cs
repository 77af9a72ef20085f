using System.Globalization;
using System.Text.Json.Nodes;

namespace Ganban.ContractSamples;

/// <summary>Makes valid JSON values of the contract's shapes.</summary>
/// <param name="service">Whose shapes.</param>
/// <param name="random">The source of all choices.</param>
/// <param name="optional">How likely an optional member is there, 0 to 1.</param>
public sealed class ShapeSample(ServiceFacts service, Random random, double optional)
{
    private const int DepthMax = 6;
    private const string Letters = "abcdefghijklmnop qrstuvwxyz ABCDEFXYZ 0123456789 äöß 岩盤 \"\\/<>&\u0001";
    private readonly Dictionary<string, int> _depths = Depths(service);

    /// <summary>A value of a shape.</summary>
    public JsonNode Value(string name, int depth = 0)
    {
        var shape = service.Shapes[name];
        return shape.Type switch
        {
            "string" => JsonValue.Create(Text(shape)),
            "integer" => JsonValue.Create((int)Number(shape, 1000)),
            "long" => JsonValue.Create((long)Number(shape, 1e12)),
            "float" => JsonValue.Create((float)Number(shape, 1) + (shape.Max is null ? 0.25f : 0)),
            "double" => JsonValue.Create(Number(shape, 1)),
            "boolean" => JsonValue.Create(random.Next(2) == 0),
            "timestamp" => JsonValue.Create(Time()),
            "blob" => JsonValue.Create(Convert.ToBase64String(Bytes(shape))),
            "list" => new JsonArray([.. Enumerable.Range(0, Count(shape, depth)).Select(_ => Value(shape.Element!, depth + 1))]),
            "map" => Map(shape, depth),
            _ when shape.IsDocument => new JsonObject { ["a"] = new JsonArray(1, "two", null, true), ["b"] = 1.5e-7 },
            _ when shape.IsUnion => Union(shape, depth),
            _ => Structure(shape, depth, member => true),
        };
    }

    /// <summary>A structure with those of its members that <paramref name="filter"/> lets through.</summary>
    public JsonObject Structure(ShapeFacts shape, int depth, Func<MemberFacts, bool> filter)
    {
        var value = new JsonObject();
        foreach (var member in shape.Members.Where(filter))
        {
            if (member.Required || (depth < DepthMax && random.NextDouble() < optional))
            {
                value[member.WireName] = Value(member.Shape, depth + 1);
            }
        }

        return value;
    }

    /// <summary>A text that keeps the shape's pattern, lengths and enumeration.</summary>
    public string Text(ShapeFacts shape)
    {
        if (shape.Values is { } values)
        {
            return values[random.Next(values.Count)];
        }

        var min = (int)(shape.Min ?? 0);
        var max = (int)Math.Min(shape.Max ?? int.MaxValue, int.MaxValue);
        if (shape.Pattern is { } pattern)
        {
            return PatternSample.Make(pattern, min, max, random)
                ?? throw new InvalidOperationException($"No text was found for {service.Name} {shape.Name}: {pattern}");
        }

        var length = random.Next(min, (int)Math.Min(max, min + 12L) + 1);
        return string.Concat(Enumerable.Range(0, length).Select(_ => Letters[random.Next(Letters.Length)]));
    }

    private JsonObject Map(ShapeFacts shape, int depth)
    {
        var map = new JsonObject();
        var count = Count(shape, depth);
        for (var i = 0; map.Count < count && i < 100; i++)
        {
            map[Text(service.Shapes[shape.Key!])] = Value(shape.Element!, depth + 1);
        }

        return map;
    }

    private JsonObject Union(ShapeFacts shape, int depth)
    {
        var members = shape.Members.Where(member => !service.Shapes[member.Shape].IsError).ToArray();
        var member = depth < DepthMax
            ? members[random.Next(members.Length)]
            : members.MinBy(member => _depths[member.Shape])!;
        return new JsonObject { [member.WireName] = Value(member.Shape, depth + 1) };
    }

    private int Count(ShapeFacts shape, int depth)
    {
        var min = (int)(shape.Min ?? 0);
        var more = depth < DepthMax ? random.Next(3) : 0;
        return (int)Math.Min(min + more, shape.Max ?? int.MaxValue);
    }

    private double Number(ShapeFacts shape, double spread)
    {
        var min = shape.Min ?? (shape.Max is { } bound ? bound - spread : -spread);
        var max = Math.Min(shape.Max ?? double.MaxValue, min + (2 * spread));
        return shape.Type is "integer" or "long"
            ? Math.Floor(min + (random.NextDouble() * (max - min)))
            : min + (random.NextDouble() * (max - min));
    }

    private byte[] Bytes(ShapeFacts shape)
    {
        var min = (int)(shape.Min ?? 0);
        var bytes = new byte[(int)Math.Min(min + random.Next(5), shape.Max ?? int.MaxValue)];
        random.NextBytes(bytes);
        return bytes;
    }

    private string Time() => DateTimeOffset.UnixEpoch.AddMilliseconds(random.NextInt64(2_000_000_000_000))
        .ToString("yyyy-MM-dd'T'HH:mm:ss.FFF'Z'", CultureInfo.InvariantCulture);

    // The least nesting a value of each shape needs; recursive shapes end by it.
    private static Dictionary<string, int> Depths(ServiceFacts service)
    {
        const int Unknown = 1000;
        var depths = service.Shapes.Keys.ToDictionary(name => name, _ => Unknown);
        bool changed;
        do
        {
            changed = false;
            foreach (var shape in service.Shapes.Values)
            {
                var depth = Depth(shape);
                changed |= depth < depths[shape.Name];
                depths[shape.Name] = Math.Min(depth, depths[shape.Name]);
            }
        }
        while (changed);
        return depths;

        int Depth(ShapeFacts shape) => shape switch
        {
            { Element: { } element } => shape.Min > 0 ? 1 + depths[element] : 0,
            { IsDocument: true } or { Members.Count: 0 } => 0,
            { IsUnion: true } or { IsEventStream: true } => 1 + shape.Members.Min(member => depths[member.Shape]),
            _ => 1 + shape.Members.Where(member => member.Required)
                .Select(member => depths[member.Shape])
                .DefaultIfEmpty(-1)
                .Max(),
        };
    }
}
