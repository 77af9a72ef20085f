using System.Net;
using System.Text;
using Ganban.Protocol.Signatures;

namespace Ganban.S3.Tests;

/// <summary>Uploads by forms, as a signed policy allows.</summary>
[Collection(S3Server.Collection)]
public sealed class FormTests(S3Server server) : IAsyncLifetime, IDisposable
{
    private static readonly CredentialScope s_scope = new("20260101", "us-east-1", "s3");
    private readonly RawClient _raw = new(server.Address);
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false });
    private string _bucket = "";

    public async Task InitializeAsync()
    {
        using var client = server.Sdk(RawClient.Account);
        _bucket = await server.NewBucket(client);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose()
    {
        _raw.Dispose();
        _http.Dispose();
    }

    [Fact]
    public async Task A_signed_form_uploads_its_file_with_its_fields()
    {
        var answer = await Post(Policy("""["starts-with","$key","in/"],{"x-amz-meta-who":"me"}"""), new()
        {
            ["key"] = "in/${filename}",
            ["x-amz-meta-who"] = "me",
            ["x-ignore-this"] = "any",
        });

        Assert.Equal(204, answer.Status);
        var read = await _raw.Send("GET", $"/{_bucket}/in/file.txt");
        Assert.Equal(("content", "me"), (read.Text, read.Headers["x-amz-meta-who"]));
    }

    [Theory]
    [InlineData("""{"key":"other"}""", 403, "AccessDenied")]
    [InlineData("""["starts-with","$key","b"]""", 403, "AccessDenied")]
    [InlineData("""{"key":"a"},{"bucket":"another"}""", 403, "AccessDenied")]
    [InlineData("", 403, "AccessDenied")]
    [InlineData("""{"key":"a"},["content-length-range",1,3]""", 400, "EntityTooLarge")]
    [InlineData("""{"key":"a"},["content-length-range",8,30]""", 400, "EntityTooSmall")]
    [InlineData("""{"key":"a"},["content-length-range",1,3],["content-length-range",1,30]""", 400, "EntityTooLarge")]
    [InlineData("""["like","$key","a"]""", 400, "InvalidPolicyDocument")]
    [InlineData("""["eq"]""", 400, "InvalidPolicyDocument")]
    [InlineData("7,null", 400, "InvalidPolicyDocument")]
    public async Task What_the_policy_does_not_allow_is_not_kept(string conditions, int status, string code)
    {
        var answer = await Post(Policy(conditions), new() { ["key"] = "a" });

        Assert.Equal((status, code), (answer.Status, answer.Code));
        Assert.Equal(404, (await _raw.Send("GET", $"/{_bucket}/a")).Status);
    }

    [Fact]
    public async Task A_policy_that_is_over_or_signed_by_nobody_is_refused()
    {
        var over = await Post(Policy("""{"key":"a"}""", "2026-01-01T00:00:00Z"), new() { ["key"] = "a" });
        Assert.Equal((403, "AccessDenied"), (over.Status, over.Code));

        var wrong = await Post(Policy("""{"key":"a"}"""), new() { ["key"] = "a" }, secret: "guessed");
        Assert.Equal((403, "SignatureDoesNotMatch"), (wrong.Status, wrong.Code));

        using var bare = new MultipartFormDataContent { { new StringContent("a"), "key" }, { new StringContent("x"), "file", "f" } };
        Assert.Equal((403, "AccessDenied"), await Send(bare));
    }

    [Theory]
    [InlineData("--b\r\nno such thing", "MalformedPOSTRequest")]
    [InlineData("--b\r\nContent-Disposition: form-data; name=\"key\"\r\n\r\na\r\n--b--\r\n", "InvalidArgument")]
    [InlineData("", "MalformedPOSTRequest")]
    public async Task A_broken_form_is_refused(string body, string code)
    {
        using var content = new StringContent(body);
        content.Headers.Remove("Content-Type");
        content.Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data; boundary=b");
        Assert.Equal((400, code), await Send(content));
    }

    [Fact]
    public async Task Fields_of_any_length_are_not_read()
    {
        var answer = await Post(Policy("""{"key":"a"}"""), new() { ["key"] = "a", ["x-ignore-a"] = new string('x', 21_000) });
        Assert.Equal((400, "MaxPostPreDataLengthExceededError"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task Headers_beside_the_form_are_not_kept()
    {
        using var form = Form(Policy("""{"key":"a"}"""), new() { ["key"] = "a", ["x-ignore-a b"] = "any" });
        form.Headers.ContentLanguage.Add("ja");
        form.Headers.ContentMD5 = new byte[16];
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server.Address, _bucket));
        request.Content = form;
        foreach (var (name, value) in new[]
        {
            ("x-amz-meta-who", "nobody"), ("x-amz-tagging", "a=b"),
            ("Cache-Control", "no-store"), ("If-Match", "\"x\""),
        })
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var answer = await _http.SendAsync(request);

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        var read = await _raw.Send("GET", $"/{_bucket}/a");
        Assert.Equal("content", read.Text);
        Assert.Empty(read.Headers.Keys.Intersect(
            ["x-amz-meta-who", "x-amz-tagging-count", "Cache-Control", "Content-Language"],
            StringComparer.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("http://there.example/%2Fdone?a=1", "http://there.example/%2Fdone?a=1&")]
    [InlineData("https://\u4f8b\u3048.example/\u672c", "https://xn--r8jz45g.example/%E6%9C%AC?")]
    [InlineData("javascript:alert(1)", null)]
    [InlineData("file:///etc/passwd", null)]
    [InlineData("/relative", null)]
    public async Task The_browser_is_sent_to_pages_of_the_web_only(string page, string? start)
    {
        using var form = Form(
            Policy("""{"key":"\u672c/a"},["starts-with","$success_action_redirect",""]"""),
            new() { ["key"] = "\u672c/a", ["success_action_redirect"] = page });

        using var answer = await _http.PostAsync(new Uri(server.Address, _bucket), form);

        var escaped = Uri.EscapeDataString("\u672c/a");
        Assert.Equal(start is null ? HttpStatusCode.NoContent : HttpStatusCode.SeeOther, answer.StatusCode);
        var location = answer.Headers.NonValidated["Location"].ToString();
        Assert.StartsWith(
            start is null ? $"{server.Address}{_bucket}/{escaped}" : $"{start}bucket={_bucket}&key={escaped}&etag=",
            location,
            StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task The_object_s_address_has_the_bucket_where_the_form_s_has_it()
    {
        using var form = Form(Policy("""{"key":"a"}"""), new() { ["key"] = "a" });
        using var request = new HttpRequestMessage(HttpMethod.Post, server.Address) { Content = form };
        request.Headers.Host = $"{_bucket}.s3.localhost:{server.Address.Port}";

        using var answer = await _http.SendAsync(request);

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal($"http://{request.Headers.Host}/a", answer.Headers.Location?.ToString());
    }

    [Theory]
    [InlineData("http://localhost:3000", 204)]
    [InlineData("https://elsewhere.example", 403)]
    public async Task A_form_is_taken_from_pages_of_this_machine(string origin, int status)
    {
        using var form = Form(Policy("""{"key":"a"}"""), new() { ["key"] = "a" });
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server.Address, _bucket));
        request.Content = form;
        request.Headers.Add("Origin", origin);

        using var answer = await _http.SendAsync(request);

        Assert.Equal(status, (int)answer.StatusCode);
    }

    [Fact]
    public async Task A_form_that_ends_within_its_file_is_refused_and_not_kept()
    {
        using var form = Form(Policy("""{"key":"a"}"""), new() { ["key"] = "a" });
        using var part = new ByteArrayContent((await form.ReadAsByteArrayAsync())[..^10]);
        part.Headers.ContentType = form.Headers.ContentType;

        Assert.Equal((400, "MalformedPOSTRequest"), await Send(part));
        Assert.Equal(404, (await _raw.Send("GET", $"/{_bucket}/a")).Status);
    }

    [Fact]
    public async Task An_expiration_without_a_zone_is_refused()
    {
        var answer = await Post(Policy("""{"key":"a"}""", "2999-01-01T00:00:00"), new() { ["key"] = "a" });
        Assert.Equal((400, "InvalidPolicyDocument"), answer);
    }

    private string Policy(string conditions, string expiration = "2999-01-01T00:00:00Z")
    {
        var signer = $"{{\"x-amz-algorithm\":\"AWS4-HMAC-SHA256\"}},[\"starts-with\",\"$x-amz-credential\",\"\"],{{\"bucket\":\"{_bucket}\"}}";
        var all = conditions.Length > 0 ? $"{signer},{conditions}" : signer;
        return $"{{\"expiration\":\"{expiration}\",\"conditions\":[{all}]}}";
    }

    private async Task<(int Status, string Code)> Post(
        string policy, Dictionary<string, string> fields, string? secret = null)
    {
        using var form = Form(policy, fields, secret);
        return await Send(form);
    }

    private static MultipartFormDataContent Form(
        string policy, Dictionary<string, string> fields, string? secret = null)
    {
        var encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes(policy));
        fields["x-amz-algorithm"] = "AWS4-HMAC-SHA256";
        fields["x-amz-credential"] = $"{RawClient.Account}/{s_scope}";
        fields["policy"] = encoded;
        fields["x-amz-signature"] = SigV4.Sign(SigV4.DeriveKey(secret ?? "test", s_scope), encoded);
        var form = new MultipartFormDataContent();
        foreach (var (name, value) in fields)
        {
            form.Add(new StringContent(value), name);
        }

        form.Add(new StringContent("content"), "file", "folder/file.txt");
        return form;
    }

    private async Task<(int Status, string Code)> Send(HttpContent content)
    {
        using var answer = await _http.PostAsync(new Uri(server.Address, _bucket), content);
        var text = await answer.Content.ReadAsStringAsync();
        var code = answer.StatusCode == HttpStatusCode.NoContent
            ? ""
            : System.Xml.Linq.XDocument.Parse(text).Root!.Element("Code")!.Value;
        return ((int)answer.StatusCode, code);
    }
}
