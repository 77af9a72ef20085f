using System.Net;
using System.Text.Json;
using Ganban.Protocol.Signatures;
using Ganban.Server.Tests.Functions;
using Ganban.TestKit;
using Microsoft.AspNetCore.Http;

namespace Ganban.Server.Tests.Processes;

/// <summary>A server with a path prefix.</summary>
public sealed class PrefixedServer : IAsyncLifetime
{
    public GanbanServer Server { get; } = new() { Environment = { ["GANBAN__PROTOCOL__PATHPREFIX"] = "/aws" } };

    public Task InitializeAsync() => Server.InitializeAsync();

    public Task DisposeAsync() => Server.DisposeAsync();
}

public sealed class AddressTests(PrefixedServer prefixed) : IClassFixture<PrefixedServer>
{
    private const string Model = "amazon.titan-embed-text-v2:0";
    private const string Claude = "anthropic.claude-3-haiku-20240307-v1:0";
    private static readonly object Body = new { inputText = "bread" };
    private readonly Uri _address = prefixed.Server.Address;

    [Fact]
    public async Task A_foreign_host_name_is_refused_before_anything_else()
    {
        using var http = new SignedHttp(_address) { Host = "evil.example" };

        using var response = await http.Get("/foundation-models");

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Contains("evil.example", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("null", HttpStatusCode.Forbidden)]
    [InlineData("http://localhost:3000", HttpStatusCode.OK)]
    public async Task Of_web_pages_only_those_of_this_machine_are_answered(string origin, HttpStatusCode status)
    {
        var path = $"/model/{Model}/invoke";
        var body = JsonSerializer.SerializeToUtf8Bytes(Body);
        var headers = new HeaderDictionary { ["host"] = _address.Authority };
        var query = SignatureSigner.Presign(
            new RequestToVerify("POST", path, "", headers, body),
            new SigningCredentials("test", "test"),
            "us-east-1",
            "bedrock",
            TimeProvider.System.GetUtcNow(),
            TimeSpan.FromMinutes(5));
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_address, $"{path}?{query}"));
        request.Content = new ByteArrayContent(body);
        request.Headers.Add("Origin", origin);

        using var response = await http.SendAsync(request);

        Assert.Equal(status, response.StatusCode);
    }

    [Fact]
    public async Task A_web_page_from_elsewhere_makes_no_function()
    {
        using var http = new SignedHttp(_address) { Service = "lambda" };
        http.Headers["Origin"] = "https://evil.example";
        var function = new
        {
            FunctionName = "page",
            Runtime = "python3.12",
            Role = "arn:aws:iam::000000000000:role/any",
            Handler = "app.handler",
            Code = new { ZipFile = Convert.ToBase64String(FunctionCalls.Zip("app.py", "handler = print")) },
        };

        using var made = await http.Post("/2015-03-31/functions", function);
        http.Headers.Clear();
        using var found = await http.Get("/2015-03-31/functions/page");

        Assert.Equal(HttpStatusCode.Forbidden, made.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, found.StatusCode);
    }

    [Theory]
    [InlineData("bedrock-runtime.us-east-1.localhost")]
    [InlineData("bedrock-runtime.us-east-1.amazonaws.com")]
    public async Task A_host_style_address_is_answered(string host)
    {
        using var http = new SignedHttp(_address) { Host = $"{host}:{_address.Port}" };

        using var response = await http.Post($"/model/{Model}/invoke", Body);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task A_host_style_address_wants_signatures_for_its_own_region()
    {
        using var http = new SignedHttp(_address) { Host = "bedrock.us-west-2.localhost", Region = "us-east-1" };

        using var response = await http.Get("/foundation-models");

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/bedrock-runtime")]
    [InlineData("/aws")]
    [InlineData("/aws/bedrock-runtime")]
    public async Task A_path_prefix_is_taken_off(string prefix)
    {
        using var http = new SignedHttp(_address);

        using var response = await http.Post($"{prefix}/model/{Model}/invoke", Body);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("amazon.titan-embed-text-v2:0")]
    [InlineData("amazon.titan-embed-text-v2%3A0")]
    [InlineData("amazon.titan-embed-text-v2%253A0")]
    [InlineData("arn:aws:bedrock:us-east-1::foundation-model/amazon.titan-embed-text-v2:0")]
    [InlineData("arn%3Aaws%3Abedrock%3Aus-east-1%3A%3Afoundation-model%2Famazon.titan-embed-text-v2%3A0")]
    [InlineData("arn%253Aaws%253Abedrock%253Aus-east-1%253A%253Afoundation-model%252Famazon.titan-embed-text-v2%253A0")]
    public async Task A_model_id_may_arrive_raw_or_encoded_once_or_twice(string modelId)
    {
        using var http = new SignedHttp(_address);

        using var response = await http.Post($"/model/{modelId}/invoke", Body);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task A_request_may_be_packed_with_gzip()
    {
        using var http = new SignedHttp(_address) { Gzip = true };

        using var response = await http.Post($"/model/{Model}/invoke", Body);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(1024, (await SignedHttp.Json(response))["embedding"]!.AsArray().Count);
    }

    [Fact]
    public async Task A_client_that_waits_for_100_Continue_gets_it()
    {
        using var http = new SignedHttp(_address) { ExpectContinue = true };

        using var response = await http.Post($"/model/{Model}/invoke", Body);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("US-EAST-1")]
    [InlineData("us east")]
    [InlineData("a-region-with-a-name-that-is-longer-than-any-that-there-will-ever-be-anywhere")]
    public async Task A_credential_for_what_can_be_no_region_is_refused(string region)
    {
        using var http = new SignedHttp(_address) { Region = region };

        using var response = await http.Get("/inference-profiles?type=APPLICATION");

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Fact]
    public async Task What_one_tenant_keeps_is_absent_to_another_account_and_in_another_region()
    {
        using var owner = new SignedHttp(_address) { AccessKey = "111111111111" };
        using var otherAccount = new SignedHttp(_address) { AccessKey = "222222222222" };
        using var otherRegion = new SignedHttp(_address) { AccessKey = "111111111111", Region = "us-west-2" };
        using var created = await owner.Post("/inference-profiles", new
        {
            inferenceProfileName = "mine",
            modelSource = new { copyFrom = "arn:aws:bedrock:us-east-1::foundation-model/" + Claude },
        });
        var arn = (string)(await SignedHttp.Json(created))["inferenceProfileArn"]!;
        var id = arn[(arn.LastIndexOf('/') + 1)..];

        Assert.StartsWith("arn:aws:bedrock:us-east-1:111111111111:", arn, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await Show(owner, id));
        foreach (var stranger in new[] { otherAccount, otherRegion })
        {
            Assert.Equal(HttpStatusCode.NotFound, await Show(stranger, id));
            Assert.Equal(HttpStatusCode.NotFound, await Show(stranger, Uri.EscapeDataString(arn)));
            using var listed = await stranger.Get("/inference-profiles?type=APPLICATION");
            Assert.Empty((await SignedHttp.Json(listed))["inferenceProfileSummaries"]!.AsArray());
            using var deleted = await stranger.Send(HttpMethod.Delete, $"/inference-profiles/{id}", null);
            Assert.Equal(HttpStatusCode.NotFound, deleted.StatusCode);
        }

        Assert.Equal(HttpStatusCode.OK, await Show(owner, id));
    }

    private static async Task<HttpStatusCode> Show(SignedHttp http, string id)
    {
        using var response = await http.Get($"/inference-profiles/{id}");
        return response.StatusCode;
    }
}
