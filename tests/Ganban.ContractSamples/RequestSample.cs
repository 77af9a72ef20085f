using System.Text;
using System.Text.Json.Nodes;

namespace Ganban.ContractSamples;

/// <summary>A valid request for an operation, taken apart.</summary>
/// <param name="Labels">The path's labels in order, not encoded.</param>
/// <param name="Query">The query's parameters, not encoded.</param>
/// <param name="Headers">The headers that members travel in.</param>
/// <param name="Body">The JSON body; null where the operation has none, or one of bytes or events.</param>
public sealed record RequestSample(
    IReadOnlyList<string> Labels,
    IReadOnlyList<KeyValuePair<string, string>> Query,
    IReadOnlyList<KeyValuePair<string, string>> Headers,
    JsonNode? Body)
{
    /// <summary>Makes a request.</summary>
    /// <param name="operation">For which operation.</param>
    /// <param name="random">The source of all choices.</param>
    /// <param name="optional">How likely an optional member is there, 0 to 1.</param>
    public static RequestSample Make(OperationFacts operation, Random random, double optional)
    {
        var input = operation.Input;
        var sample = new ShapeSample(operation.Service, random, optional);
        string TextOf(MemberFacts member) => sample.Value(member.Shape).ToString();
        var labels = operation.Uri.Split('{').Skip(1).Select(
            part => part[..part.IndexOf('}', StringComparison.Ordinal)])
            .Select(label => TextOf(input.Members.First(member => member.Location == "uri" && member.WireName == label)));
        var query = new List<KeyValuePair<string, string>>();
        var headers = new List<KeyValuePair<string, string>>();
        foreach (var member in input.Members.Where(member => member.Location is "querystring" or "header"))
        {
            if (!member.Required && random.NextDouble() >= optional)
            {
                continue;
            }

            if (member.Location == "header")
            {
                headers.Add(new(member.WireName, HeaderText(member, TextOf)));
            }
            else if (sample.Value(member.Shape) is JsonArray list)
            {
                if (list.Count == 0)
                {
                    list.Add(sample.Value(operation.Service.Shapes[member.Shape].Element!));
                }

                query.AddRange(list.Select(item => KeyValuePair.Create(member.WireName, item!.ToString())));
            }
            else
            {
                query.Add(new(member.WireName, TextOf(member)));
            }
        }

        return new([.. labels], query, headers, BodyOf(operation, sample));
    }

    /// <summary>The path with every label encoded once.</summary>
    public string Path(string template)
    {
        var path = new StringBuilder();
        var labels = new Queue<string>(Labels);
        foreach (var part in template.Split('{', '}').Select((text, index) => (Text: text, IsLabel: index % 2 == 1)))
        {
            path.Append(part.IsLabel ? Uri.EscapeDataString(labels.Dequeue()) : part.Text);
        }

        return path.ToString();
    }

    /// <summary>The encoded query without its question mark.</summary>
    public string QueryText() =>
        string.Join('&', Query.Select(pair => $"{Uri.EscapeDataString(pair.Key)}={Uri.EscapeDataString(pair.Value)}"));

    private static string HeaderText(MemberFacts member, Func<MemberFacts, string> text) =>
        member.WireName is "Content-Type" or "Accept" or "X-Amzn-Bedrock-Accept" ? "application/json" : text(member);

    private static JsonNode? BodyOf(OperationFacts operation, ShapeSample sample)
    {
        var input = operation.Input;
        if (input.Payload is { } payload)
        {
            var member = input.Members.First(member => member.Name == payload);
            var shape = operation.Service.Shapes[member.Shape];
            return shape.Type == "blob" || shape.IsEventStream ? null : sample.Value(member.Shape);
        }

        return input.Members.Any(member => member.Location is null)
            ? sample.Structure(input, 0, member => member.Location is null)
            : null;
    }
}
