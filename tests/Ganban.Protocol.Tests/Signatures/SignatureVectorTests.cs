using Ganban.Protocol.Signatures;
using static Ganban.Protocol.Tests.Signatures.SignatureSamples;

namespace Ganban.Protocol.Tests.Signatures;

/// <summary>
/// Signatures made by others: the cases of the published SigV4 test suite, and botocore's for Bedrock and S3.
/// </summary>
public class SignatureVectorTests
{
    [Theory]
    [InlineData("GET", "/", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31")]
    [InlineData("POST", "/", "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b")]
    [InlineData("POST", "/?Param1=value1", "28038455d6de14eafc1f9222cf5aa6f1a96197d7deb8263271d420d138af7f11")]
    [InlineData(
        "GET", "/?Param2=value2&Param1=value1", "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500")]
    [InlineData(
        "GET",
        "/-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
        "07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f")]
    [InlineData("GET", "/\u1234", "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85")]
    [InlineData("GET", "/example space/", "652487583200325589f1fba4c7e578f72c47cb61beeca81406b39ddec1366741")]
    [InlineData("GET", "/./example", "ef75d96142cf21edca26f06005da7988e4f8dc83a165a80865db7089db637ec5")]
    [InlineData("GET", "/example/..", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31")]
    [InlineData("GET", "/example1/example2/../..", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31")]
    [InlineData("GET", "/./", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31")]
    [InlineData("GET", "//", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31")]
    [InlineData("GET", "//example//", "9a624bd73a37c9a373b5312afbebe7a714a789de108f0bdfe846570885f57e84")]
    public void The_suites_paths_and_queries_verify(string method, string target, string signature)
    {
        var request = Request(
            method,
            target,
            "",
            ("Host", "example.amazonaws.com"),
            ("X-Amz-Date", Timestamp),
            ("Authorization", Authorization("host;x-amz-date", signature)));

        Assert.Null(Verify(request));
    }

    [Theory]
    [InlineData("acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736", " value1", " \"a   b   c\"")]
    [InlineData(
        "cfd34249e4b1c8d6b91ef74165d41a32e5fab3306300901bb65a51a73575eefd", "value1\n  value2\n     value3", null)]
    public void White_space_in_header_values_is_signed_as_one_space(string signature, string first, string? second)
    {
        var signed = second is null ? "host;my-header1;x-amz-date" : "host;my-header1;my-header2;x-amz-date";
        var request = Request(
            "GET",
            "/",
            "",
            ("Host", "example.amazonaws.com"),
            ("My-Header1", first),
            ("X-Amz-Date", Timestamp),
            ("Authorization", Authorization(signed, signature)));
        if (second is not null)
        {
            request.Headers["My-Header2"] = second;
        }

        Assert.Null(Verify(request));
    }

    [Theory]
    [InlineData(
        "application/x-www-form-urlencoded", "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a")]
    [InlineData(
        "application/x-www-form-urlencoded; charset=utf8",
        "1a72ec8f64bd914b0e42e42607c7fbce7fb2c7465f63e3092b3b0d39fa77a6fe")]
    public void A_body_is_signed_by_its_hash(string contentType, string signature)
    {
        var request = Request(
            "POST",
            "/",
            "Param1=value1",
            ("Host", "example.amazonaws.com"),
            ("Content-Type", contentType),
            ("X-Amz-Date", Timestamp),
            ("Authorization", Authorization("content-type;host;x-amz-date", signature)));

        Assert.Null(Verify(request));
        Assert.Equal(
            SignatureFailureKind.InvalidSignature, Verify(request with { Body = "Param1=value2"u8.ToArray() })!.Kind);
    }

    [Theory]
    [InlineData(
        "/model/anthropic.claude-3-haiku-20240307-v1%3A0/converse",
        "75fe629b746752c887f630f32ceb24852a3eb6961c3812140819d4fa1d991c62")]
    [InlineData(
        "/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A123456789012%3Ainference-profile%2Fus.amazon.nova-lite-v1%3A0/invoke",
        "01ba1c86dfe036667b2e202cd9fd566fbfe49f4680a64ee8f1140811cbb6e375")]
    [InlineData(
        "/model/amazon.nova-lite-v1:0/converse-stream",
        "998e48ad5b40bcb187545b9da4325594001da3af0c8c92e326d29c5261448776")]
    [InlineData("/model/a%20b%25c%C3%A9/invoke", "48b317f32baaa1d61d4a5930c3e718743702e49d17473c54ec3670db2e623267")]
    public void Botocores_bedrock_paths_verify_because_the_received_path_is_encoded_once_more(
        string path, string signature)
    {
        var request = Request(
            "POST",
            path,
            """{"messages":[]}""",
            ("Host", "bedrock-runtime.us-east-1.amazonaws.com"),
            ("Content-Type", "application/json"),
            ("X-Amz-Date", Timestamp),
            ("X-Amz-Security-Token", "TOKEN/+=="),
            ("Authorization", Authorization(
                "content-type;host;x-amz-date;x-amz-security-token", signature, "bedrock")));

        Assert.Null(Verify(request, "bedrock", region: "us-east-1"));
        Assert.True(SignatureClaim.TryParse(request, out var claim, out _));
        Assert.Equal("TOKEN/+==", claim.SessionToken);
    }

    [Fact]
    public void A_query_is_sorted_and_encoded_afresh()
    {
        const string Signature = "d40b1ab45beb6642b9722572d4ef1dbe3291646bbb507fd6ef8e1d3c6b5daed0";
        foreach (var query in (ReadOnlySpan<string>)
        [
            "byProvider=a%2Fb&byInferenceType=ON_DEMAND&x=%C3%A9%20y",
            "x=%c3%a9+y&byProvider=a/b&byInferenceType=ON%5FDEMAND&",
        ])
        {
            var request = Request(
                "GET",
                $"/foundation-models?{query}",
                "",
                ("Host", "bedrock.us-east-1.amazonaws.com"),
                ("X-Amz-Date", Timestamp),
                ("Authorization", Authorization("host;x-amz-date", Signature, "bedrock")));
            Assert.Null(Verify(request, "bedrock"));
        }
    }

    [Fact]
    public void S3_paths_are_neither_normalised_nor_encoded_twice()
    {
        const string Hash = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";
        var request = Request(
            "PUT",
            "/a%20b%28c%29//./%C3%A9%2Bx",
            "hello",
            ("Host", "b.s3.amazonaws.com"),
            ("X-Amz-Date", Timestamp),
            ("X-Amz-Content-SHA256", Hash),
            ("Authorization", Authorization(
                "host;x-amz-content-sha256;x-amz-date",
                "ca3663f4f8ae99d3328f479d342cdf8ec576d21b9d23c7d70968e30ea0227083",
                "s3")));

        Assert.Null(Verify(request, "s3"));
        Assert.Null(Verify(request with { RawPath = "/a%20b(c)//./%c3%a9+x", Body = null }, "s3"));
        Assert.Equal(
            SignatureFailureKind.ContentHashMismatch, Verify(request with { Body = "hellO"u8.ToArray() }, "s3")!.Kind);
    }

    [Fact]
    public void Over_http2_the_host_may_be_signed_under_the_name_authority()
    {
        // Computed with Python's hmac and hashlib; the JavaScript SDK signs so.
        var request = Request(
            "POST",
            "/model/m%3A0/converse",
            "{}",
            ("Host", "127.0.0.1:8080"),
            ("X-Amz-Date", Timestamp),
            ("Authorization", Authorization(
                ":authority;x-amz-date", "b278d8eb8da5c359738512385580209509c0443fb713acdc89b7338d7aa3aa93", "bedrock")));

        Assert.Null(Verify(request, "bedrock"));
        request.Headers["Host"] = "elsewhere";
        Assert.NotNull(Verify(request, "bedrock"));
    }

    [Fact]
    public void A_presigned_request_verifies_until_it_expires()
    {
        var request = Request(
            "GET",
            "/k%20ey?versionId=7&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE%2F20150830" +
            "%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20150830T123600Z&X-Amz-Expires=604800" +
            "&X-Amz-SignedHeaders=host&X-Amz-Security-Token=T%2F%3D%2B" +
            "&X-Amz-Signature=d5470a12e0f739e08a97df7ef66476eeca1f6faf51c01f12d9f6b08f9cbf0a6f",
            "",
            ("Host", "b.s3.amazonaws.com"));

        Assert.True(SignatureClaim.TryParse(request, out var claim, out _));
        Assert.Equal("T/=+", claim.SessionToken);
        Assert.Equal(PayloadMode.Unsigned, claim.PayloadMode);
        Assert.Null(Verify(request, "s3"));
        Assert.Null(Verify(request, "s3", Moment.AddDays(7)));
        Assert.Equal(
            "Signature expired: 20150830T123600Z is now earlier than 20150830T123601Z (20150906T123601Z - 10080 min.)",
            Verify(request, "s3", Moment.AddDays(7).AddSeconds(1))!.Message);
    }
}
