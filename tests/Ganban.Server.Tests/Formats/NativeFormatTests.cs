using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Ganban.Server.Tests.Models;
using Ganban.Server.Tests.Processes;

namespace Ganban.Server.Tests.Formats;

/// <summary>
/// Every example body of every family through the front door: status, members, types, token counts, events.
/// </summary>
public sealed class NativeFormatTests(FormatServer formats) : IClassFixture<FormatServer>, IDisposable
{
    private const string Metrics = "amazon-bedrock-invocationMetrics";
    private static readonly string[] InputCounts =
        ["prompt_tokens", "inputTokens", "input_tokens", "prompt_token_count", "inputTextTokenCount"];

    private static readonly string[] OutputCounts =
        ["completion_tokens", "outputTokens", "output_tokens", "generation_token_count", "tokenCount"];

    private readonly SignedHttp _http = new(formats.Server.Address);

    public static IEnumerable<object[]> Examples { get; } =
        [.. NativeExample.All().Select(example => new object[] { example.Family, example.Name })];

    public void Dispose() => _http.Dispose();

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task An_example_is_answered_in_its_familys_shape(string family, string name)
    {
        var example = Find(family, name);
        var operation = example.IsStream ? "invoke-with-response-stream" : "invoke";
        using var response = await _http.Post($"/model/{example.Model}/{operation}", example.Request);

        Assert.Equal(example.Status, (int)response.StatusCode);
        if (response.StatusCode != HttpStatusCode.OK)
        {
            Assert.NotEmpty((string)(await SignedHttp.Json(response))["message"]!);
        }
        else if (example.IsStream)
        {
            Assert.Equal("application/vnd.amazon.eventstream", response.Content.Headers.ContentType!.MediaType);
            Assert.Equal("application/json", Header(response, "X-Amzn-Bedrock-Content-Type"));
            await CheckStream(example, response);
        }
        else
        {
            Assert.Equal("application/json", response.Content.Headers.ContentType!.MediaType);
            CheckBody(example, await SignedHttp.Json(response));
            CheckHeaders(example, response);
        }
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task A_member_that_the_family_does_not_know_is_refused(string family, string name)
    {
        var example = Find(family, name);
        var request = example.Request.DeepClone();
        request["surprise"] = 1;
        using var response = await _http.Post($"/model/{example.Model}/invoke", request);

        // What is not done yet may be said first.
        if ((int)response.StatusCode != 501)
        {
            Assert.Equal(400, (int)response.StatusCode);
            Assert.Equal(
                "Malformed input request: #: extraneous key [surprise] is not permitted, "
                + "please reformat your input and try again.",
                (string)(await SignedHttp.Json(response))["message"]!);
        }
    }

    [Fact]
    public async Task A_body_that_is_no_object_is_refused_by_every_family()
    {
        foreach (var model in NativeExample.All().Select(example => example.Model).Distinct())
        {
            foreach (var (body, complaint) in new[] { ("[]", ": #: expected type: JSONObject, found: JSONArray"), ("{", "") })
            {
                using var response = await _http.Send(HttpMethod.Post, $"/model/{model}/invoke", body);

                Assert.Equal(400, (int)response.StatusCode);
                Assert.StartsWith(
                    "Malformed input request" + complaint,
                    (string)(await SignedHttp.Json(response))["message"]!,
                    StringComparison.Ordinal);
            }
        }
    }

    private static void CheckBody(NativeExample example, JsonNode body)
    {
        Assert.Null(JsonShape.Difference(example.Response, body, numbersMayLack: false));
        if (example.Dimensions is { } dimensions)
        {
            Assert.Contains(Arrays(body), array => array.Count == dimensions);
        }
        else
        {
            CheckCounts(example, body);
        }
    }

    private static void CheckHeaders(NativeExample example, HttpResponseMessage response)
    {
        var (input, output) = (
            Header(response, "X-Amzn-Bedrock-Input-Token-Count"), Header(response, "X-Amzn-Bedrock-Output-Token-Count"));
        Assert.True(int.Parse(Header(response, "X-Amzn-Bedrock-Invocation-Latency")!, CultureInfo.InvariantCulture) >= 0);
        if (example.Family.EndsWith("-rerank", StringComparison.Ordinal))
        {
            Assert.Equal((null, null), (input, output));
        }
        else if (example.Dimensions is not null)
        {
            Assert.True(int.Parse(input!, CultureInfo.InvariantCulture) > 0);
            Assert.Null(output);
        }
        else
        {
            Assert.Equal(FormatServer.PromptTokens, int.Parse(input!, CultureInfo.InvariantCulture));
            Assert.Equal(Expected(example), int.Parse(output!, CultureInfo.InvariantCulture));
        }
    }

    // The kinds of events come in the example's order, each as often as the answer needs.
    private static async Task CheckStream(NativeExample example, HttpResponseMessage response)
    {
        var chunks = new List<JsonNode>();
        await foreach (var (name, body) in response.Events())
        {
            Assert.Equal("chunk", name);
            chunks.Add(JsonNode.Parse(Convert.FromBase64String((string)body["bytes"]!))!);
        }

        var expected = example.Chunks.Select(chunk => Kind(example.Chunks, chunk)).Distinct();
        Assert.Equal(expected, chunks.Select(chunk => Kind(example.Chunks, chunk)).Distinct());
        Assert.All(chunks.SkipLast(1), chunk => Assert.Null(chunk[Metrics]));
        var metrics = chunks[^1][Metrics]!;
        Assert.Equal(FormatServer.PromptTokens * example.Answers, (int)metrics["inputTokenCount"]!);
        Assert.Equal(Expected(example), (int)metrics["outputTokenCount"]!);
        CheckCounts(example, chunks[^1]);
    }

    private static int Kind(IReadOnlyList<JsonNode> kinds, JsonNode chunk)
    {
        var isLast = chunk[Metrics] is not null;
        for (var i = 0; i < kinds.Count; i++)
        {
            if (JsonShape.Difference(kinds[i], chunk, numbersMayLack: !isLast) is null)
            {
                return i;
            }
        }

        throw new Xunit.Sdk.XunitException($"No event of the example is like {chunk.ToJsonString()}");
    }

    private static void CheckCounts(NativeExample example, JsonNode body)
    {
        foreach (var (name, value) in Members(body))
        {
            if (InputCounts.Contains(name) && value is not null)
            {
                Assert.Equal(FormatServer.PromptTokens, (int)value);
            }
            else if (OutputCounts.Contains(name))
            {
                Assert.Equal(Expected(example), (int)value!);
            }
        }
    }

    private static int Expected(NativeExample example) =>
        FormatServer.OutputTokens(example.OutputTokensMax) * example.Answers;

    private static IEnumerable<KeyValuePair<string, JsonNode?>> Members(JsonNode? node) => node switch
    {
        JsonObject members => members.Concat(members.SelectMany(member => Members(member.Value))),
        JsonArray items => items.SelectMany(Members),
        _ => [],
    };

    private static IEnumerable<JsonArray> Arrays(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(member => Arrays(member.Value)),
        JsonArray items => items.SelectMany(Arrays).Append(items),
        _ => [],
    };

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? values.Single() : null;

    private static NativeExample Find(string family, string name) =>
        NativeExample.All().Single(example => example.Family == family && example.Name == name);
}
