using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Ganban.Bedrock.Agents.OpenApi;

/// <summary>
/// Turns a YAML document into the JSON that it stands for, by YAML's core schema. Anchors are refused: a few lines of
/// them can stand for more than memory holds.
/// </summary>
internal sealed partial class YamlJson
{
    private readonly IParser _parser;
    private readonly int _depthMax;
    private int _nodesLeft;

    private YamlJson(IParser parser, int depthMax, int nodesMax)
    {
        _parser = parser;
        _depthMax = depthMax;
        _nodesLeft = nodesMax;
    }

    /// <summary>Reads one document.</summary>
    /// <param name="text">The document.</param>
    /// <param name="depthMax">The most levels of nesting.</param>
    /// <param name="nodesMax">The most values.</param>
    /// <exception cref="OpenApiException">It is no YAML, or beyond the limits.</exception>
    public static JsonNode? Read(string text, int depthMax, int nodesMax)
    {
        using var reader = new StringReader(text);
        var parser = new Parser(reader);
        try
        {
            parser.Consume<StreamStart>();
            if (!parser.TryConsume<DocumentStart>(out _))
            {
                return null;
            }

            var value = new YamlJson(parser, depthMax, nodesMax).Value(depth: 1);
            parser.Consume<DocumentEnd>();
            return parser.TryConsume<StreamEnd>(out _)
                ? value
                : throw new OpenApiException("", "The YAML holds more than one document. Send one.");
        }
        catch (YamlException e)
        {
            throw new OpenApiException(
                "", $"The schema is neither JSON nor YAML: line {e.Start.Line}, column {e.Start.Column}: {e.Message}", e);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or OverflowException)
        {
            // The parser fails this way over some damaged documents.
            throw new OpenApiException(
                "", $"The schema is neither JSON nor YAML, from line {parser.Current?.End.Line} on.", e);
        }
    }

    private JsonNode? Value(int depth)
    {
        if (depth > _depthMax || --_nodesLeft < 0)
        {
            throw new OpenApiException("", "The schema is nested too deeply or holds too many values. Make it smaller.");
        }

        if (_parser.TryConsume<Scalar>(out var scalar))
        {
            RefuseAnchor(scalar);
            return Plain(scalar);
        }

        if (_parser.TryConsume<SequenceStart>(out var sequence))
        {
            RefuseAnchor(sequence);
            var items = new JsonArray();
            while (!_parser.TryConsume<SequenceEnd>(out _))
            {
                items.Add(Value(depth + 1));
            }

            return items;
        }

        return _parser.TryConsume<MappingStart>(out var mapping)
            ? Members(mapping, depth)
            : throw new OpenApiException(
                "", $"Line {_parser.Current?.Start.Line}: YAML's anchors and aliases are not supported. Write the part out, or use $ref.");
    }

    private JsonObject Members(MappingStart mapping, int depth)
    {
        RefuseAnchor(mapping);
        var members = new JsonObject();
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            if (!_parser.TryConsume<Scalar>(out var key))
            {
                throw new OpenApiException("", $"Line {_parser.Current?.Start.Line}: a key must be text.");
            }

            RefuseAnchor(key);
            if (!members.TryAdd(key.Value, Value(depth + 1)))
            {
                throw new OpenApiException("", $"Line {key.Start.Line}: the key {key.Value} occurs twice. Keep one.");
            }
        }

        return members;
    }

    private static void RefuseAnchor(NodeEvent node)
    {
        if (!node.Anchor.IsEmpty)
        {
            throw new OpenApiException(
                "", $"Line {node.Start.Line}: YAML's anchors and aliases are not supported. Write the part out, or use $ref.");
        }
    }

    private static JsonValue? Plain(Scalar scalar)
    {
        var text = scalar.Value;
        if (scalar.Style != ScalarStyle.Plain || !scalar.Tag.IsEmpty)
        {
            return JsonValue.Create(text);
        }

        return text switch
        {
            "" or "~" or "null" or "Null" or "NULL" => null,
            "true" or "True" or "TRUE" => JsonValue.Create(true),
            "false" or "False" or "FALSE" => JsonValue.Create(false),
            _ when Whole().IsMatch(text)
                && long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var whole) =>
                JsonValue.Create(whole),
            _ when Real().IsMatch(text)
                && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var real)
                && double.IsFinite(real) => JsonValue.Create(real),
            _ => JsonValue.Create(text),
        };
    }

    [GeneratedRegex(@"^[-+]?[0-9]{1,19}\z")]
    private static partial Regex Whole();

    [GeneratedRegex(@"^[-+]?(\.[0-9]{1,40}|[0-9]{1,40}(\.[0-9]{0,40})?)([eE][-+]?[0-9]{1,3})?\z")]
    private static partial Regex Real();
}
