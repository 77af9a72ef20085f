using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Ganban.Protocol.Signatures;
using Microsoft.AspNetCore.Http;

namespace Ganban.S3.Tests;

/// <summary>What clients send byte for byte, and what spoils it.</summary>
[Collection(S3Server.Collection)]
public sealed class WireTests(S3Server server) : IAsyncLifetime, IDisposable
{
    private readonly RawClient _raw = new(server.Address);
    private string _bucket = "";

    public async Task InitializeAsync()
    {
        using var client = server.Sdk(RawClient.Account);
        _bucket = await server.NewBucket(client);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _raw.Dispose();

    [Theory]
    [InlineData("x-amz-checksum-crc32", "AAAAAA==", "BadDigest")]
    [InlineData("x-amz-checksum-sha256", "AAAAAA==", "BadDigest")]
    [InlineData("x-amz-checksum-sha512", "AAAAAA==", "BadDigest")]
    [InlineData("x-amz-checksum-xxhash3", "AAAAAA==", "BadDigest")]
    [InlineData("x-amz-checksum-unheard", "AAAAAA==", "InvalidRequest")]
    [InlineData("Content-MD5", "1B2M2Y8AsgTpgAmY7PhCfg==", "BadDigest")]
    [InlineData("Content-MD5", "short", "InvalidDigest")]
    [InlineData("x-amz-content-sha256", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "XAmzContentSHA256Mismatch")]
    public async Task Content_that_is_not_what_it_was_said_to_be_is_not_kept(string header, string value, string code)
    {
        await Write("a", "before");
        var answer = await _raw.Send("PUT", $"/{_bucket}/a", "after"u8.ToArray(), new Dictionary<string, string> { [header] = value });
        Assert.Equal((400, code), (answer.Status, answer.Code));
        Assert.Equal("before", (await _raw.Send("GET", $"/{_bucket}/a")).Text);
    }

    [Theory]
    [InlineData("crc32", "y/Q5Jg==")]
    [InlineData("crc32c", "4waSgw==")]
    [InlineData("crc64nvme", "rosUhgp5mIg=")]
    [InlineData("sha1", "98O8HYCOBHMq32eZZczDTKeuNEE=")]
    [InlineData("sha256", "FeKw08M4keuw8e9gnsQZQgwg4yDOlMZfvIwzEkSOsiU=")]
    [InlineData("sha512", "2eZ2LdHI6vbWGzxhkvxAjU1tXxF20MKRabwk5xw/J0rSf81YEbMT1oH35V7ALXPUmclUVba1u1A6z1dPuo/+hQ==")]
    [InlineData("md5", "JfnnlDI7RTiF9RgfG2JNCw==")]
    [InlineData("xxhash64", "jLhB20DmroM=")]
    [InlineData("xxhash3", "ctyxi2ehff8=")]
    [InlineData("xxhash128", "MxGUd+3l3NXpcWQnaB1YYA==")]
    public async Task A_checksum_is_verified_kept_and_given_back_to_who_asks(string algorithm, string value)
    {
        var header = "x-amz-checksum-" + algorithm;
        await _raw.Send("PUT", $"/{_bucket}/a", "123456789"u8.ToArray(), new Dictionary<string, string> { [header] = value });
        var read = await _raw.Send("GET", $"/{_bucket}/a", headers: new Dictionary<string, string> { ["x-amz-checksum-mode"] = "ENABLED" });
        Assert.Equal((value, "FULL_OBJECT"), (read.Headers[header], read.Headers["x-amz-checksum-type"]));
        Assert.False((await _raw.Send("GET", $"/{_bucket}/a")).Headers.ContainsKey(header));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_in_chunks_arrives_without_its_frames(bool isSigned)
    {
        var answer = await SendChunks(isSigned, chunk => chunk);
        Assert.True(answer.Status == 200, answer.Text);
        var read = await _raw.Send("GET", $"/{_bucket}/chunked");
        Assert.Equal("hello chunked world", read.Text);
        Assert.False(read.Headers.ContainsKey("Content-Encoding"));
    }

    [Theory]
    [InlineData(true, "hello", "jello", 403, "SignatureDoesNotMatch")]
    [InlineData(false, "hello", "jello", 400, "BadDigest")]
    [InlineData(false, "0\r\nx-amz-checksum-crc32", "0\r\nx-amz-checksum-crc64", 400, "MalformedTrailerError")]
    [InlineData(false, "0\r\nx-amz", "1\r\nx-amz", 400, "IncompleteBody")]
    public async Task Chunks_that_were_changed_on_the_way_are_not_kept(
        bool isSigned, string old, string changed, int status, string code)
    {
        var answer = await SendChunks(isSigned, body => body.Replace(old, changed, StringComparison.Ordinal));
        Assert.Equal((status, code), (answer.Status, answer.Code));
        Assert.Equal(404, (await _raw.Send("GET", $"/{_bucket}/chunked")).Status);
    }

    [Fact]
    public async Task An_upload_that_breaks_off_leaves_nothing()
    {
        var headers = new HeaderDictionary { ["Host"] = _raw.Authority, ["x-amz-content-sha256"] = "UNSIGNED-PAYLOAD" };
        SignatureSigner.Sign(
            new RequestToVerify("PUT", $"/{_bucket}/half", "", headers, null),
            RawClient.Credentials, "us-east-1", "s3", TimeProvider.System.GetUtcNow());
        using (var socket = new TcpClient())
        {
            await socket.ConnectAsync(server.Address.Host, server.Address.Port);
            var head = new StringBuilder($"PUT /{_bucket}/half HTTP/1.1\r\nContent-Length: 1000000\r\n");
            foreach (var (name, value) in headers)
            {
                head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
            }

            await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head.Append("\r\nonly this much").ToString()));
        }

        Assert.Equal(404, (await _raw.Send("GET", $"/{_bucket}/half")).Status);
        Assert.Contains("<KeyCount>0</KeyCount>", (await _raw.Send("GET", $"/{_bucket}?list-type=2")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metadata_that_no_answer_could_give_back_is_refused()
    {
        var target = $"/{_bucket}/named";
        var headers = new HeaderDictionary
        {
            ["Host"] = _raw.Authority,
            ["x-amz-content-sha256"] = "UNSIGNED-PAYLOAD",
            ["x-amz-meta-a/b"] = "1",
        };
        SignatureSigner.Sign(
            new RequestToVerify("PUT", target, "", headers, null),
            RawClient.Credentials, "us-east-1", "s3", TimeProvider.System.GetUtcNow());
        var lines = headers.Select(header => $"{header.Key}: {header.Value}\r\n");
        var request = $"PUT {target} HTTP/1.1\r\nConnection: close\r\nContent-Length: 1\r\n{string.Concat(lines)}\r\nx";
        using var socket = new TcpClient();
        await socket.ConnectAsync(server.Address.Host, server.Address.Port);
        await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request));
        using var answer = new StreamReader(socket.GetStream());

        Assert.Contains(" 400 ", await answer.ReadLineAsync(), StringComparison.Ordinal);
        Assert.Equal(404, (await _raw.Send("HEAD", target)).Status);
    }

    [Fact]
    public async Task A_region_that_no_header_could_tell_is_refused()
    {
        var body = "<CreateBucketConfiguration><LocationConstraint>東京</LocationConstraint></CreateBucketConfiguration>"u8;
        var answer = await _raw.Send("PUT", $"/{_bucket}-elsewhere", body.ToArray());
        Assert.Equal((400, "InvalidLocationConstraint"), (answer.Status, answer.Code));
        Assert.Equal(404, (await _raw.Send("HEAD", $"/{_bucket}-elsewhere")).Status);
    }

    [Fact]
    public async Task A_list_of_no_uploads_or_parts_is_empty_and_whole()
    {
        var begun = await _raw.Send("POST", $"/{_bucket}/parts?uploads");
        var id = begun.Text.Split("<UploadId>")[1].Split("</UploadId>")[0];
        await _raw.Send("PUT", $"/{_bucket}/parts?partNumber=1&uploadId={id}", "x"u8.ToArray());

        var uploads = await _raw.Send("GET", $"/{_bucket}?max-uploads=0&uploads");
        var parts = await _raw.Send("GET", $"/{_bucket}/parts?max-parts=0&uploadId={id}");

        Assert.All(
            new[] { uploads, parts },
            list => Assert.Contains("<IsTruncated>false</IsTruncated>", list.Text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_refused_request_whose_body_is_held_back_closes_the_connection()
    {
        await Write("a", "before");
        var answer = await _raw.Send("PUT", $"/{_bucket}/a", "x"u8.ToArray(), new Dictionary<string, string> { ["If-None-Match"] = "*", ["Expect"] = "100-continue" });
        Assert.Equal(412, answer.Status);
        Assert.Equal("close", answer.Headers["Connection"]);
    }

    [Theory]
    [InlineData("../../../../etc/passwd")]
    [InlineData("..%2F..%2Fa")]
    [InlineData("a//b")]
    [InlineData("./a")]
    [InlineData("/a")]
    [InlineData("%01")]
    public async Task A_path_that_could_lead_elsewhere_is_a_key(string raw)
    {
        Assert.Equal(200, (await _raw.Send("PUT", $"/{_bucket}/{raw}", "content"u8.ToArray())).Status);
        Assert.Equal("content", (await _raw.Send("GET", $"/{_bucket}/{raw}")).Text);
        Assert.Contains("<KeyCount>1</KeyCount>", (await _raw.Send("GET", $"/{_bucket}?list-type=2&encoding-type=url")).Text, StringComparison.Ordinal);
        Assert.Equal(200, (await _raw.Send("GET", $"/{_bucket}?list-type=2")).Status);
    }

    [Theory]
    [InlineData("%FF", 400, "InvalidURI")]
    [InlineData("aaaaaaaaaa", 400, "KeyTooLongError")]
    public async Task A_key_that_can_be_none_is_refused(string raw, int status, string code)
    {
        var target = raw[0] == 'a' ? new string('a', 1025) : raw;
        var answer = await _raw.Send("PUT", $"/{_bucket}/{target}", "x"u8.ToArray());
        Assert.Equal((status, code), (answer.Status, answer.Code));
    }

    [Theory]
    [InlineData("{0}.s3.localhost")]
    [InlineData("{0}.s3.us-east-1.amazonaws.com")]
    [InlineData("{0}.localhost")]
    public async Task The_bucket_may_stand_in_the_hosts_name(string form)
    {
        await Write("dir/a", "x");
        var host = string.Format(CultureInfo.InvariantCulture, form, _bucket);
        var answer = await _raw.Send("GET", "/dir/a", headers: new Dictionary<string, string> { ["Host"] = host });
        Assert.Equal((200, "x"), (answer.Status, answer.Text));
    }

    [Fact]
    public async Task A_presigned_request_is_good_for_its_time_and_its_key_only()
    {
        await Write("a", "x");
        var now = TimeProvider.System.GetUtcNow();
        Assert.Equal("x", (await Unsigned("GET", "a", Presigned("a", now))).Text);
        Assert.Equal("AccessDenied", (await Unsigned("GET", "a", Presigned("a", now.AddHours(-2)))).Code);
        Assert.Equal("SignatureDoesNotMatch", (await Unsigned("GET", "b", Presigned("a", now))).Code);
        Assert.Equal("SignatureDoesNotMatch", (await Unsigned("DELETE", "a", Presigned("a", now))).Code);
        Assert.Equal("SignatureDoesNotMatch", (await Unsigned("GET", "a", "AWSAccessKeyId=test&Expires=1&Signature=AAAA")).Code);
    }

    [Fact]
    public async Task Errors_are_written_as_S3_writes_them()
    {
        var missing = await _raw.Send("GET", $"/{_bucket}/nothing");
        Assert.Equal((404, "NoSuchKey", "application/xml"), (missing.Status, missing.Code, missing.Headers["Content-Type"]));
        Assert.Contains($"<RequestId>{missing.Headers["x-amz-request-id"]}</RequestId>", missing.Text, StringComparison.Ordinal);
        var head = await _raw.Send("HEAD", $"/{_bucket}/nothing");
        Assert.Equal((404, 0), (head.Status, head.Body.Length));
        Assert.Equal("MalformedXML", (await _raw.Send("POST", $"/{_bucket}?delete", "<Delete><Object>"u8.ToArray())).Code);
        Assert.Equal("MalformedXML", (await _raw.Send("POST", $"/{_bucket}?delete", "<!DOCTYPE a [<!ENTITY b \"c\">]><Delete/>"u8.ToArray())).Code);
        Assert.Equal("NotImplemented", (await _raw.Send("GET", $"/{_bucket}?policy")).Code);
        Assert.Equal("NotImplemented", (await _raw.Send("POST", $"/{_bucket}")).Code);
        Assert.Equal("MethodNotAllowed", (await _raw.Send("PATCH", $"/{_bucket}/a")).Code);
        var s3Host = new HeaderDictionary { ["Host"] = "s3.localhost" };
        var anonymous = await _raw.Send("GET", "/", null, s3Host);
        Assert.Equal((403, "AccessDenied"), (anonymous.Status, anonymous.Code));
    }

    private async Task Write(string key, string content) =>
        Assert.Equal(200, (await _raw.Send("PUT", $"/{_bucket}/{key}", Encoding.UTF8.GetBytes(content))).Status);

    private string Presigned(string key, DateTimeOffset moment)
    {
        var headers = new HeaderDictionary { ["Host"] = _raw.Authority };
        var request = new RequestToVerify("GET", $"/{_bucket}/{key}", "", headers, null);
        return SignatureSigner.Presign(request, RawClient.Credentials, "us-east-1", "s3", moment, TimeSpan.FromHours(1));
    }

    private Task<RawAnswer> Unsigned(string method, string key, string query) =>
        _raw.Send(method, $"/{_bucket}/{key}?{query}", null, new HeaderDictionary { ["Host"] = _raw.Authority });

    private Task<RawAnswer> SendChunks(bool isSigned, Func<string, string> change)
    {
        string[] chunks = ["hello ", "chunked world", ""];
        var headers = new Dictionary<string, string>
        {
            ["Content-Encoding"] = "aws-chunked",
            ["x-amz-decoded-content-length"] = "19",
            ["x-amz-content-sha256"] = isSigned ? "STREAMING-AWS4-HMAC-SHA256-PAYLOAD" : "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
        };
        if (!isSigned)
        {
            headers["x-amz-trailer"] = "x-amz-checksum-crc32";
        }

        return _raw.Send("PUT", $"/{_bucket}/chunked", [], headers, claim => Encoding.ASCII.GetBytes(change(Frames(chunks, isSigned, claim))));
    }

    private static string Frames(string[] chunks, bool isSigned, SignatureClaim claim)
    {
        var chain = new ChunkSignatureChain(RawClient.Credentials.SecretAccessKey, claim);
        var body = new StringBuilder();
        foreach (var chunk in chunks)
        {
            var signature = chain.NextChunk(SHA256.HashData(Encoding.ASCII.GetBytes(chunk)));
            body.Append(CultureInfo.InvariantCulture, $"{chunk.Length:x}{(isSigned ? ";chunk-signature=" + signature : "")}\r\n");
            body.Append(chunk.Length > 0 ? chunk + "\r\n" : "");
        }

        return body.Append(isSigned ? "\r\n" : "x-amz-checksum-crc32:B1kk+w==\r\n\r\n").ToString();
    }
}
