using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;

namespace Ganban.Fuzz.Tests;

/// <summary>Spoils JSON bodies: first as a tree, then as bytes.</summary>
internal sealed class BodyMutation(Random random)
{
    // Left as they are, so that a request which stays valid is answered in a few tokens.
    private static readonly HashSet<string> s_kept =
        ["inferenceConfig", "maxTokens", "max_tokens", "maxTokenCount", "max_gen_len", "textGenerationConfig", "numResults"];

    // Texts that no JSON writer would write; they stand in the tree as markers until the tree is text.
    private static readonly string[] s_fragments =
    [
        "1e999999",
        "-1e400",
        new string('9', 400),
        "0.1e-999999",
        "1E+2147483648",
        "01",
        "+1",
        "NaN",
        "\"\\ud800\"",
        "\"\\udc00\\ud800\"",
        "\"\\u0000\"",
        "\"\\x\"",
        "\"tab\there\"",
        "{\"a\":1,\"a\":2,\"\":null}",
        "[1,]",
        "undefined",
        "-70000000000",
        "9223372036854775808",
        string.Concat(Enumerable.Repeat("[", 200)) + string.Concat(Enumerable.Repeat("]", 200)),
        string.Concat(Enumerable.Repeat("{\"text\":", 120)) + "1" + new string('}', 120),
        string.Concat(Enumerable.Repeat("[", 50_000)),
        "\"" + new string('x', 200_000) + "\"",
        "[" + string.Join(',', Enumerable.Repeat("null", 20_000)) + "]",
        "{" + string.Join(',', Enumerable.Range(0, 5_000).Select(i => $"\"k{i}\":{i}")) + "}",
    ];

    /// <summary>Spoils a body.</summary>
    /// <param name="valid">The body to start from; null where the operation has none.</param>
    /// <param name="headers">Receives the headers that go with what was done.</param>
    public byte[] Spoil(JsonNode? valid, List<KeyValuePair<string, string>> headers)
    {
        var tree = valid?.DeepClone();
        var markers = new Dictionary<string, string>();
        for (var i = random.Next(4); i > 0 && tree is not null; i--)
        {
            tree = Change(tree, markers);
        }

        var text = tree is null ? Whole() : tree.ToJsonString();
        foreach (var (marker, fragment) in markers)
        {
            text = text.Replace($"\"{marker}\"", fragment, StringComparison.Ordinal);
        }

        return SpoilBytes(Encoding.UTF8.GetBytes(text), headers);
    }

    private string Whole() => Pick("", "", "null", "[]", "{}", "\"text\"", "0", "{", "\uFEFF{}", "{\"a\":{}}", "   ", "<xml/>");

    private JsonNode Change(JsonNode root, Dictionary<string, string> markers)
    {
        var places = Places(root)
            .Where(place => place.Parent is not JsonObject || !s_kept.Contains(place.GetPropertyName()))
            .ToArray();
        if (places.Length == 0)
        {
            return root;
        }

        var place = places[random.Next(places.Length)];
        switch (random.Next(4))
        {
            case 0 when place.Parent is JsonObject parent:
                parent.Remove(place.GetPropertyName());
                return root;
            case 1 when place is JsonObject open:
                open[Pick("extra", "", "__type", "messages", "岩盤", new string('n', 5000))] = Replacement(markers);
                return root;
            case 2 when place is JsonArray list:
                list.Insert(
                    random.Next(list.Count + 1),
                    list.Count > 0 && random.Next(2) == 0 ? list[0]?.DeepClone() : Replacement(markers));
                return root;
            default:
                if (place.Parent is null)
                {
                    return Replacement(markers) ?? new JsonObject();
                }

                place.ReplaceWith(Replacement(markers));
                return root;
        }
    }

    private JsonNode? Replacement(Dictionary<string, string> markers)
    {
        switch (random.Next(9))
        {
            case 0:
                return null;
            case 1:
                return random.Next(-10, 10);
            case 2:
                return random.NextDouble() * 1e300;
            case 3:
                return Pick("", "?", "text", "\0", "☠", "%00", "2024-13-45T00:00:00Z", "////", "arn:aws:bedrock:us-east-1::foundation-model/x");
            case 4:
                return random.Next(2) == 0;
            case 5:
                return new JsonArray(1, "a", new JsonObject(), null);
            case 6:
                return new JsonObject { ["text"] = "a", ["json"] = new JsonArray(), ["x"] = null };
            default:
                var marker = $"@@marker{markers.Count}@@";
                markers[marker] = s_fragments[random.Next(s_fragments.Length)];
                return marker;
        }
    }

    private byte[] SpoilBytes(byte[] body, List<KeyValuePair<string, string>> headers)
    {
        switch (random.Next(12))
        {
            case 0:
                return body[..random.Next(body.Length + 1)];
            case 1:
                return [.. body[..(body.Length / 2)], 0xFF, 0xC3, 0x28, .. body[(body.Length / 2)..]];
            case 2 when body.Length > 0:
                body[random.Next(body.Length)] = (byte)random.Next(256);
                return body;
            case 3:
                return [.. body, .. "trailing"u8];
            case 4:
                headers.Add(new("Content-Encoding", "gzip"));
                return Compressed(body);
            case 5:
                headers.Add(new("Content-Encoding", "gzip"));
                var cut = Compressed(body);
                return random.Next(2) == 0 ? cut[..random.Next(cut.Length)] : body;
            case 6:
                headers.Add(new("Content-Encoding", Pick("br", "deflate", "gzip, gzip", "identity", "?", "GZIP")));
                return body;
            case 7:
                headers.Add(new("Content-Type", Pick("text/plain", "application/json; charset=utf-16", "x", "multipart/form-data", "application/x-amz-json-1.1")));
                return body;
            default:
                return body;
        }
    }

    private static byte[] Compressed(byte[] body)
    {
        using var output = new MemoryStream();
        using (var gzip = new GZipStream(output, CompressionLevel.Fastest))
        {
            gzip.Write(body);
        }

        return output.ToArray();
    }

    private static IEnumerable<JsonNode> Places(JsonNode node)
    {
        yield return node;
        var inner = node switch
        {
            JsonObject members => members.Select(member => member.Value),
            JsonArray items => items,
            _ => [],
        };
        foreach (var place in inner.Where(child => child is not null).SelectMany(child => Places(child!)))
        {
            yield return place;
        }
    }

    private string Pick(params string[] choices) => choices[random.Next(choices.Length)];
}
