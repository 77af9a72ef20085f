using System.Text.Json.Nodes;
using Ganban.ContractSamples;

namespace Ganban.Fuzz.Tests;

/// <summary>Makes spoiled requests for an operation; the same seed and number make the same request.</summary>
internal sealed class CaseMaker(int seed)
{
    private const string Converse =
        """
        {"messages":[{"role":"user","content":[{"text":"Hi"}]}],"system":[{"text":"Be brief."}],"inferenceConfig":{"maxTokens":2,"temperature":0.5,
        "stopSequences":["x"]},"toolConfig":{"tools":[{"toolSpec":{"name":"add","description":"Adds.","inputSchema":{"json":{"type":"object",
        "properties":{"a":{"type":"integer","minimum":1}},"required":["a"]}}}}],"toolChoice":{"auto":{}}},"additionalModelRequestFields":{"top_k":5},
        "additionalModelResponseFieldPaths":["/a"],"requestMetadata":{"k":"v"}}
        """;

    private static readonly string[] s_labels =
    [
        "%2500", "%FF%FE", "%2F", "..%2F..%2Fetc%2Fpasswd", "%252525", "%F0%9F%99%82", "a%20b", "%", "%zz", "'", "arn:", "arn%3Aaws%3Abedrock",
        "arn:aws:bedrock:us-east-1::foundation-model/", "arn:aws:bedrock:us-east-1:123456789012:prompt/ABCDEFGHIJ:1", new string('a', 3000),
        "arn:aws:bedrock:us-east-1:000000000000:inference-profile/us.anthropic.claude-3-haiku-20240307-v1:0", "%0d%0aX:y", "-", "0",
    ];

    private static readonly string[] s_queryValues =
    [
        "", "abc", "-1", "0", "1", "1000", "99999999999999999999", "%00", "%FF", "%ED%A0%80", "true", "2024-01-01T00:00:00Z", "tomorrow", "%zz", "+",
        "ON_DEMAND", "TEXT", "%E5%B2%A9", new string('q', 2000), "eyJhIjoxfQ%3D%3D",
    ];

    /// <summary>Makes the request of a number.</summary>
    public FuzzCase Make(OperationFacts operation, int number)
    {
        var random = new Random(unchecked((seed * 1_000_003) ^ (number * 7919) ^ operation.Name.Aggregate(
            17, (hash, c) => unchecked((hash * 31) + c))));
        var sample = RequestSample.Make(operation, random, random.NextDouble());
        var (labels, body) = Realistic(operation, sample, random);
        var headers = sample.Headers.ToList();
        if (random.Next(8) == 0 && headers.Count > 0)
        {
            var at = random.Next(headers.Count);
            headers[at] = new(headers[at].Key, random.Next(3) switch { 0 => "", 1 => "?;,=\"", _ => new string('h', 3000) });
        }

        var bytes = new BodyMutation(random).Spoil(body, headers);
        return new FuzzCase
        {
            Name = $"{operation.Service.Name}:{operation.Name} #{number} (seed {seed})",
            Method = operation.Method,
            Path = Path(operation.Uri, labels, random),
            Query = Query(operation, sample, random),
            Headers = Distinct(headers),
            Body = bytes,
        };
    }

    private static (IReadOnlyList<string> Labels, JsonNode? Body) Realistic(
        OperationFacts operation,
        RequestSample sample,
        Random random)
    {
        var native = NativeSamples.All[random.Next(NativeSamples.All.Count)];
        if (!operation.Uri.StartsWith("/model/", StringComparison.Ordinal) || random.Next(5) == 0)
        {
            return (sample.Labels, sample.Body);
        }

        var body = operation.Name switch
        {
            "InvokeModel" or "InvokeModelWithResponseStream" => JsonNode.Parse(native.Body),
            "Converse" or "ConverseStream" => JsonNode.Parse(Converse),
            _ => sample.Body,
        };
        return ([native.Model], body);
    }

    private static string Path(string template, IReadOnlyList<string> labels, Random random)
    {
        var spoiled = random.Next(6) == 0 ? random.Next(labels.Count + 1) : -1;
        var index = 0;
        var parts = template.Split('{', '}').Select((text, at) =>
        {
            if (at % 2 == 0)
            {
                return text;
            }

            var label = index++ == spoiled
                ? s_labels[random.Next(s_labels.Length)]
                : Uri.EscapeDataString(labels[index - 1]);
            return random.Next(10) == 0 ? Uri.EscapeDataString(label) : label;
        });
        return string.Concat(parts);
    }

    private static string Query(OperationFacts operation, RequestSample sample, Random random)
    {
        var query = sample.QueryText();
        var names = operation.Input.Members.Where(member => member.Location == "querystring").Select(member => member.WireName).Append("x").ToArray();
        return random.Next(10) switch
        {
            0 or 1 or 2 => $"{names[random.Next(names.Length)]}={s_queryValues[random.Next(s_queryValues.Length)]}&{query}",
            3 => "&&=&=a&%00=b&" + query,
            4 when random.Next(4) == 0 => string.Concat(Enumerable.Repeat("a=b&", 1000)),
            _ => query,
        };
    }

    private static KeyValuePair<string, string>[] Distinct(IEnumerable<KeyValuePair<string, string>> headers) =>
        [.. headers.GroupBy(header => header.Key, StringComparer.OrdinalIgnoreCase).Select(group => group.Last())];
}
