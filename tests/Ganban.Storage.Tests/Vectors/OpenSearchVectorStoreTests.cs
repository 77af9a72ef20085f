using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ganban.Storage.OpenSearch;
using Ganban.Storage.Vectors;

namespace Ganban.Storage.Tests.Vectors;

/// <summary>The store in OpenSearch: what it asks, and what it makes of the documented answers.</summary>
public sealed class OpenSearchVectorStoreTests
{
    private const string Mapping =
        """{"passages":{"mappings":{"properties":{"vector":{"type":"knn_vector","dimension":2},"text":{"type":"text"}}}}}""";

    private static readonly VectorIndex Index = new(new Tenant("000000000000", "us-east-1"), "KB1")
    {
        Place = new VectorPlace.SearchIndex(
            "arn:aws:aoss:us-east-1:000000000000:collection/abc", "passages", "vector", "text", "metadata"),
    };

    private static readonly OpenSearchOptions Options = new(new Uri("http://opensearch.test:9200"), "user", "secret-word");

    [Fact]
    public async Task A_document_is_written_in_bulk_and_the_rows_before_it_are_deleted()
    {
        var server = new Recording(
            Mapping,
            """{"acknowledged":true}""",
            """{"errors":false,"items":[{"index":{"status":201}}]}""",
            """{"hits":{"hits":[{"_id":"old-1"},{"_id":"old-2"}]}}""",
            """{"errors":false,"items":[]}""",
            """{"hits":{"hits":[]}}""");
        using var store = new OpenSearchVectorStore(Options, server, new ManualClock());
        var metadata = Metadata("""{"year":2020,"tags":["a","b"]}""");

        await store.Put(
            Index,
            new("a", metadata, [new("はにわ。", "はにわ。", Metadata("""{"page":1}"""), [new[] { 1f, 0 }, new[] { 0, 0.5f }])]),
            default);

        Assert.Equal(
            [
                "GET /passages/_mapping", "PUT /passages/_mapping", "POST /passages/_bulk?refresh=wait_for",
                "POST /passages/_search", "POST /passages/_bulk?refresh=wait_for", "POST /passages/_search",
            ],
            server.Requests.Select(request => request.Line));
        Assert.All(server.Requests, request => Assert.Equal("Basic dXNlcjpzZWNyZXQtd29yZA==", request.Authorization));
        var lines = server.Requests[2].Body.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(4, lines.Length);
        Assert.Equal("""{"index":{}}""", lines[0]);
        var row = JsonNode.Parse(lines[1])!;
        Assert.Equal(
            ("はにわ。", "000000000000/us-east-1/KB1", "a", 0, "はに にわ", 2020, 1),
            ((string)row["text"]!, (string)row["x-ganban-index"]!, (string)row["x-ganban-document"]!,
                (int)row["x-ganban-passage"]!, (string)row["x-ganban-words"]!, (int)row["year"]!, (int)row["page"]!));
        Assert.Equal("[1,0]", row["vector"]!.ToJsonString());
        Assert.Equal("""{"year":2020,"tags":["a","b"],"page":1}""", (string)row["metadata"]!);
        Assert.Null(JsonNode.Parse(lines[3])!["x-ganban-words"]);
        var others = JsonNode.Parse(server.Requests[3].Body)!["query"]!["bool"]!["must_not"]![0]!;
        Assert.Equal(
            (string)row["x-ganban-version"]!, (string)others["term"]!["x-ganban-version"]!["value"]!);
        Assert.Equal(
            "{\"delete\":{\"_id\":\"old-1\"}}\n{\"delete\":{\"_id\":\"old-2\"}}\n", server.Requests[4].Body);
    }

    [Fact]
    public async Task The_nearest_are_asked_for_with_the_filter_and_have_their_cosines()
    {
        var server = new Recording(Mapping, "{}", Hits(
            Hit("b", "v1", 0, "[0,2]", """{"year":2021}"""),
            Hit("a", "v1", 0, "[3,0]", """{"year":2021}"""),
            Hit("a", "v0", 0, "[3,0]", """{"year":2021}"""),
            Hit("c", "v1", 0, "[3,0]", """{"year":"2021"}""")));
        using var store = new OpenSearchVectorStore(Options, server, new ManualClock());
        var filter = new MetadataFilter.Any(
        [
            new MetadataFilter.Attribute("year", MetadataComparison.Greater, Json("2020")),
            new MetadataFilter.Attribute("by", MetadataComparison.StringContains, Json("\"m*\"")),
        ]);

        var found = await store.Search(Index, new() { Vector = new[] { 1f, 0 }, Count = 5, Filter = filter }, default);

        Assert.Equal(
            [("a", "text of a v1", 1.0), ("b", "text of b v1", 0.0)],
            found.Select(match => (match.Document, match.Text, match.Score)));
        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse(
                """
                {"size":5,"query":{"knn":{"vector":{"vector":[1,0],"k":5,"filter":{"bool":{"filter":[
                  {"term":{"x-ganban-index":{"value":"000000000000/us-east-1/KB1"}}},
                  {"bool":{"should":[
                    {"range":{"year":{"gt":2020}}},
                    {"bool":{"should":[{"wildcard":{"by":{"value":"*m\\**"}}},{"wildcard":{"by.keyword":{"value":"*m\\**"}}}],
                      "minimum_should_match":1}}],"minimum_should_match":1}}]}}}}}}
                """),
            JsonNode.Parse(server.Requests[2].Body)));
    }

    [Fact]
    public async Task Both_rankings_are_put_together()
    {
        var server = new Recording(
            Mapping,
            "{}",
            Hits(Hit("vector", "v", 0, "[1,0]"), Hit("both", "v", 0, "[1,0.1]")),
            Hits(Hit("both", "v", 0, "[1,0.1]", score: 7), Hit("words", "v", 0, "[0,1]", score: 3.5)));
        using var store = new OpenSearchVectorStore(Options, server, new ManualClock());

        var found = await store.Search(
            Index, new() { Vector = new[] { 1f, 0 }, Text = "免 kettles", Count = 3 }, default);

        Assert.Equal("both", found[0].Document);
        Assert.Equal(3, found.Count);
        var query = JsonNode.Parse(server.Requests[3].Body)!["query"]!["bool"]!;
        Assert.Equal(
            """[{"prefix":{"x-ganban-words":{"value":"免"}}},{"term":{"x-ganban-words":{"value":"kettle"}}}]""",
            query["should"]!.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
    }

    [Fact]
    public async Task A_filter_that_OpenSearch_can_only_widen_still_finds_as_many_as_were_asked_for()
    {
        var others = Enumerable.Range(0, 2).Select(i => Hit($"no{i}", "v", 0, "[1,0]", """{"by":"me"}""")).ToArray();
        var server = new Recording(
            Mapping, "{}", Hits(others), Hits([.. others, Hit("yes0", "v", 0, "[1,0]"), Hit("yes1", "v", 0, "[1,0]")]));
        using var store = new OpenSearchVectorStore(Options, server, new ManualClock());
        var filter = new MetadataFilter.Attribute("by", MetadataComparison.NotEqual, Json("\"me\""));

        var found = await store.Search(Index, new() { Vector = new[] { 1f, 0 }, Count = 2, Filter = filter }, default);

        Assert.Equal(["yes0", "yes1"], found.Select(match => match.Document));
        Assert.Equal(8, (int)JsonNode.Parse(server.Requests[3].Body)!["size"]!);
    }

    [Theory]
    [InlineData(404, """{"error":{"reason":"no such index [passages]"},"status":404}""", "no index passages")]
    [InlineData(403, """{"status":403,"error":{"reason":"Forbidden","root_cause":[{"reason":"no permissions"}]}}""", "no permissions")]
    [InlineData(500, "an HTML page", "an HTML page")]
    [InlineData(200, "an HTML page", "gave no answer")]
    [InlineData(200, """{"passages":{"mappings":{"properties":{"vector":{"type":"text"}}}}}""", "knn_vector")]
    public async Task What_is_refused_is_an_error_of_the_store(int status, string answer, string part)
    {
        var server = new Recording(answer) { Status = (HttpStatusCode)status };
        using var store = new OpenSearchVectorStore(Options, server, new ManualClock());

        var error = await Assert.ThrowsAsync<IOException>(() => store.Check(Index, 2, default));

        Assert.Contains(part, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-word", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_document_that_was_not_written_whole_is_an_error_and_other_lengths_are_refused()
    {
        var server = new Recording(
            Mapping,
            "{}",
            """{"errors":true,"items":[{"index":{"status":201}},{"index":{"status":400,"error":{"reason":"mapper parsing"}}}]}""");
        using var store = new OpenSearchVectorStore(Options, server, new ManualClock());
        var document = new VectorDocument("a", Metadata("{}"), [new("t", "t", Metadata("{}"), [new[] { 1f, 0 }])]);

        var error = await Assert.ThrowsAsync<IOException>(() => store.Put(Index, document, default));

        Assert.Contains("mapper parsing", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArgumentException>(
            () => store.Search(Index, new() { Vector = new[] { 1f, 0, 0 }, Count = 1 }, default));
        await Assert.ThrowsAsync<IOException>(() => store.Check(Index, 3, default));
    }

    // The signature is botocore's, for the same request at the same time.
    [Fact]
    public void Requests_are_signed_as_AWS_signs_them()
    {
        var options = new OpenSearchOptions(
            new Uri("https://abc.us-east-1.aoss.amazonaws.com"), "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
        {
            Service = "aoss",
        };
        using var request = new HttpRequestMessage(
            HttpMethod.Post, new Uri(options.Endpoint, "passages/_bulk?refresh=wait_for"));

        RequestSignature.Add(request, "{}\n"u8.ToArray(), options, new DateTimeOffset(2026, 11, 26, 12, 0, 0, TimeSpan.Zero));

        Assert.Equal(
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261126/us-east-1/aoss/aws4_request, "
            + "SignedHeaders=host;x-amz-content-sha256;x-amz-date, "
            + "Signature=a33c160899b9536dd15a737cd4fb9b39d13ba61978dab15ce645ec94540887bb",
            request.Headers.GetValues("Authorization").Single());
    }

    private static string Hits(params string[] hits) => "{\"hits\":{\"hits\":[" + string.Join(',', hits) + "]}}";

    private static string Hit(
        string document, string version, int passage, string vector, string metadata = "{}", double score = 1) =>
        new JsonObject
        {
            ["_id"] = document + version,
            ["_score"] = score,
            ["_source"] = new JsonObject
            {
                ["vector"] = JsonNode.Parse(vector),
                ["text"] = $"text of {document} {version}",
                ["metadata"] = metadata,
                ["x-ganban-document"] = document,
                ["x-ganban-version"] = version,
                ["x-ganban-passage"] = passage,
            },
        }.ToJsonString();

    private static JsonElement Json(string json) => JsonDocument.Parse(json).RootElement;

    private static Dictionary<string, JsonElement> Metadata(string json) =>
        JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(json)!;

    /// <summary>Answers one after the other, and keeps what was asked.</summary>
    private sealed class Recording(params string[] answers) : HttpMessageHandler
    {
        public List<(string Line, string Body, string? Authorization)> Requests { get; } = [];

        public HttpStatusCode Status { get; init; } = HttpStatusCode.OK;

        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
            Requests.Add((
                $"{request.Method} {request.RequestUri!.PathAndQuery}", body, request.Headers.Authorization?.ToString()));
            return new HttpResponseMessage(Status) { Content = new StringContent(answers[Requests.Count - 1]) };
        }
    }
}
