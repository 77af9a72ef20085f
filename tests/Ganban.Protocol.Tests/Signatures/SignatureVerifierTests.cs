using Ganban.Protocol.Signatures;
using static Ganban.Protocol.Tests.Signatures.SignatureSamples;

namespace Ganban.Protocol.Tests.Signatures;

public class SignatureVerifierTests
{
    [Fact]
    public void A_request_without_any_signature_misses_its_token()
    {
        var failure = Verify(Request("GET", "/", "", ("Host", "h")))!;
        Assert.Equal(
            ("MissingAuthenticationTokenException", 403, "Missing Authentication Token"),
            (failure.ErrorCode, failure.HttpStatus, failure.Message));
    }

    [Theory]
    [InlineData(
        "AWS4-HMAC-SHA256 Credential=a/b/c/d/aws4_request", "'Signature' parameter", "'SignedHeaders' parameter")]
    [InlineData("AWS4-HMAC-SHA256 SignedHeaders=host, Signature=", "'Credential' parameter", "'Signature' parameter")]
    [InlineData("Basic dTpw", "'Credential' parameter", "'X-Amz-Date' or a 'Date'")]
    public void Missing_parts_are_named_and_the_header_itself_is_not_repeated(
        string authorization, string first, string second)
    {
        var failure = Verify(Request("GET", "/", "", ("Host", "h"), ("Authorization", authorization)))!;

        Assert.Equal(("IncompleteSignatureException", 400), (failure.ErrorCode, failure.HttpStatus));
        Assert.Contains($"Authorization header requires {first}. ", failure.Message, StringComparison.Ordinal);
        Assert.Contains(second, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(authorization, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("AWS4-HMAC-SHA256 Credential", "missing equal-sign")]
    [InlineData("AWS4-ECDSA-P256-SHA256 Credential=a", "Unsupported AWS 'algorithm'")]
    [InlineData("AWS4-HMAC-SHA256 Credential=a/b/c, SignedHeaders=host, Signature=x", "exactly 5 slash-delimited")]
    [InlineData("AWS4-HMAC-SHA256 Credential=a/b/c/d/aws5, SignedHeaders=host, Signature=x", "valid terminator")]
    public void Malformed_headers_are_refused_with_their_reason(string authorization, string reason)
    {
        var failure = Verify(
            Request("GET", "/", "", ("Host", "h"), ("X-Amz-Date", Timestamp), ("Authorization", authorization)))!;

        Assert.Equal(SignatureFailureKind.IncompleteSignature, failure.Kind);
        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("X-Amz-Algorithm=AWS4-HMAC-SHA256", "'X-Amz-Credential', 'X-Amz-Date', 'X-Amz-Expires'")]
    [InlineData(Presigned + "&X-Amz-Expires=0", "between 1 and 604800")]
    [InlineData(Presigned + "&X-Amz-Expires=604801", "between 1 and 604800")]
    [InlineData(Presigned + "&X-Amz-Expires=-5", "between 1 and 604800")]
    public void Malformed_queries_are_refused_with_their_reason(string query, string reason)
    {
        var failure = Verify(Request("GET", $"/?{query}", "", ("Host", "h")))!;

        Assert.Equal(SignatureFailureKind.IncompleteSignature, failure.Kind);
        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        301, "Signature expired: 20150830T123600Z is now earlier than 20150830T123601Z (20150830T124101Z - 5 min.)")]
    [InlineData(
        -301,
        "Signature not yet current: 20150830T123600Z is still later than 20150830T123559Z (20150830T123059Z + 5 min.)")]
    [InlineData(300, null)]
    [InlineData(-300, null)]
    public void Clocks_may_differ_by_five_minutes(int secondsLater, string? message) =>
        Assert.Equal(message, Verify(Signed("/"), now: Moment.AddSeconds(secondsLater))?.Message);

    [Fact]
    public void A_signature_for_another_region_or_service_is_refused()
    {
        Assert.Equal(
            "Credential should be scoped to a valid region. ", Verify(Signed("/"), region: "eu-west-1")!.Message);
        Assert.Equal(
            "Credential should be scoped to correct service: 'bedrock'. ", Verify(Signed("/"), "bedrock")!.Message);
    }

    [Fact]
    public void A_scope_of_another_day_than_the_timestamp_is_refused()
    {
        var request = Signed("/");
        var authorization = request.Headers.Authorization.ToString();
        request.Headers.Authorization = authorization.Replace("20150830", "20150829", StringComparison.Ordinal);
        Assert.StartsWith(
            "Date in Credential scope does not match", Verify(request)!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_host_and_every_amz_header_have_to_be_signed()
    {
        var request = Signed("/");
        request.Headers["x-amz-added"] = "1";
        Assert.Equal("'x-amz-added' must be a 'SignedHeader' in the AWS Authorization.", Verify(request)!.Message);

        request = Request("GET", "/");
        SignatureSigner.Sign(request, Credentials, "us-east-1", "service", Moment);
        Assert.StartsWith("'Host' or ':authority' must be", Verify(request)!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Whatever_is_changed_after_signing_is_noticed()
    {
        var request = Signed("/a/b?c=d");
        Assert.Null(Verify(request));

        Assert.StartsWith(
            "The request signature we calculated does not match the signature you provided.",
            Verify(request with { Method = "PUT" })!.Message,
            StringComparison.Ordinal);
        Assert.NotNull(Verify(request with { RawPath = "/a/c" }));
        Assert.NotNull(Verify(request with { RawQuery = "c=e" }));
        Assert.NotNull(Verify(request with { RawQuery = "c=d&c=d" }));
        Assert.NotNull(Verify(request with { Body = "x"u8.ToArray() }));
        request.Headers["Host"] = "other";
        Assert.NotNull(Verify(request));
    }

    [Fact]
    public void Another_secret_is_refused_even_after_the_right_one_was_remembered()
    {
        var request = Signed("/");
        var verifier = new SignatureVerifier(new FixedClock(Moment));
        Assert.True(SignatureClaim.TryParse(request, out var claim, out _));
        for (var i = 0; i < 2; i++)
        {
            Assert.Null(verifier.Verify(request, claim, Secret, new ExpectedScope("service")));
            Assert.NotNull(verifier.Verify(request, claim, "another", new ExpectedScope("service")));
        }
    }

    [Fact]
    public void Repeated_headers_are_signed_in_their_order()
    {
        var request = Request("GET", "/", "", ("Host", "h"), ("X-Twice", "b"), ("X-Twice", "a"));
        SignatureSigner.Sign(request, Credentials, "us-east-1", "service", Moment);
        Assert.Null(Verify(request));

        request.Headers["X-Twice"] = new(["a", "b"]);
        Assert.NotNull(Verify(request));
    }

    [Theory]
    [InlineData("UNSIGNED-PAYLOAD", PayloadMode.Unsigned)]
    [InlineData("STREAMING-AWS4-HMAC-SHA256-PAYLOAD", PayloadMode.SignedChunks)]
    [InlineData("STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER", PayloadMode.SignedChunksAndTrailer)]
    [InlineData("STREAMING-UNSIGNED-PAYLOAD-TRAILER", PayloadMode.UnsignedChunksAndTrailer)]
    [InlineData("STREAMING-AWS4-HMAC-SHA256-EVENTS", PayloadMode.SignedEvents)]
    [InlineData(SigV4.EmptyHash, PayloadMode.StatedHash)]
    public void The_way_the_body_is_signed_is_read_and_verified_without_the_body(string value, PayloadMode mode)
    {
        var request = Request("PUT", "/", "", ("Host", "h"), ("x-amz-content-sha256", value)) with { Body = null };
        SignatureSigner.Sign(request, Credentials, "us-east-1", "service", Moment);

        Assert.True(SignatureClaim.TryParse(request, out var claim, out _));
        Assert.Equal((mode, value), (claim.PayloadMode, claim.ContentHash));
        Assert.Null(Verify(request));
    }

    [Fact]
    public void An_unknown_way_to_sign_the_body_is_refused()
    {
        var request = Signed("/");
        request.Headers["x-amz-content-sha256"] = "STREAMING-SOMETHING";
        Assert.Equal(SignatureFailureKind.IncompleteSignature, Verify(request)!.Kind);
    }

    [Fact]
    public void A_presigned_request_made_here_verifies_and_may_not_grow_parameters()
    {
        var request = Request("GET", "/x?a=1", "", ("Host", "h"));
        var query = SignatureSigner.Presign(
            request, Credentials with { SessionToken = "to/ken" }, "us-east-1", "service", Moment, TimeSpan.FromHours(
                1));

        Assert.Null(Verify(request with { RawQuery = query }, now: Moment.AddMinutes(59)));
        Assert.NotNull(Verify(request with { RawQuery = query }, now: Moment.AddMinutes(61)));
        Assert.NotNull(Verify(request with { RawQuery = query + "&b=2" }));
    }

    private const string Presigned =
        "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request" +
        "&X-Amz-Date=20150830T123600Z&X-Amz-SignedHeaders=host&X-Amz-Signature=00";

    private static RequestToVerify Signed(string target)
    {
        var request = Request("GET", target, "", ("Host", "example.amazonaws.com"));
        SignatureSigner.Sign(request, Credentials, "us-east-1", "service", Moment);
        return request;
    }
}
