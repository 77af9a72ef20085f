using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Ganban.Protocol.Signatures;

namespace Ganban.Protocol.Tests.Pipeline;

public class RequestPipelineTests
{
    private const string Invoke = "/model/a/invoke";

    [Fact]
    public async Task An_answer_carries_a_request_id_and_what_the_handler_added()
    {
        await using var server = await PipelineServer.Start();

        using var response = await server.Send(Invoke, _ => "hello"u8.ToArray(), null);

        Assert.Equal(200, (int)response.StatusCode);
        Assert.True(Guid.TryParse(response.Headers.GetValues("x-amzn-RequestId").Single(), out _));
        Assert.Equal("123456789012 us-east-1", response.Headers.GetValues("x-test-caller").Single());
        Assert.Equal("application/json", response.Content.Headers.ContentType!.ToString());
        Assert.Equal("hello", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_modelled_error_is_told_by_header_status_and_message()
    {
        await using var server = await PipelineServer.Start();

        await AssertError(await server.Send(Invoke, _ => "throttle"u8.ToArray(), null), 429, "ThrottlingException", "Slower, please.");
        Assert.Empty(server.Faults);
    }

    [Fact]
    public async Task A_fault_is_logged_and_its_cause_is_not_told()
    {
        await using var server = await PipelineServer.Start();

        await AssertError(await server.Send(Invoke, _ => "fault"u8.ToArray(), null), 500, "InternalServerException", "internal error");
        Assert.Equal("a secret cause", Assert.Single(server.Faults).Message);
    }

    [Fact]
    public async Task An_operation_without_handler_is_named_in_a_501()
    {
        await using var server = await PipelineServer.Start();

        await AssertError(await server.Send("/agents/", _ => "{}"u8.ToArray(), null), 501, "NotImplementedException", "ListAgents of bedrock-agent");
    }

    [Fact]
    public async Task A_body_over_http2_counts_though_nothing_announces_its_length()
    {
        await using var server = await PipelineServer.Start();

        await AssertError(await server.PostUnannounced("/agents/ABCDEFGHIJ", "{}"u8.ToArray()), 501, "NotImplementedException", "InvokeInlineAgent");
        await AssertError(await server.PostUnannounced("/agents/ABCDEFGHIJ/", []), 501, "NotImplementedException", "PrepareAgent");
    }

    [Fact]
    public async Task Unknown_paths_and_ambiguous_ones_are_errors()
    {
        await using var server = await PipelineServer.Start();

        await AssertError(await server.Send("/nothing", _ => [], null), 404, "UnknownOperationException", "/nothing");
        await AssertError(await server.Send("/model//a/invoke", _ => [], null), 400, "ValidationException", "segments");
        await AssertError(await server.Send("/x/%2e%2e/model/a/invoke", _ => [], null), 400, "ValidationException", "segments");
    }

    [Fact]
    public async Task Gzip_is_undone_and_what_it_holds_is_bounded()
    {
        await using var server = await PipelineServer.Start();
        var bomb = Gzip(new byte[20_000_000]);
        Assert.True(bomb.Length < PipelineServer.BodyBytesMax);

        using var echoed = await server.Send(Invoke, _ => Gzip("hello"u8.ToArray()), null, encoding: "gzip");
        Assert.Equal("hello", await echoed.Content.ReadAsStringAsync());
        await AssertError(await server.Send(Invoke, _ => bomb, null, encoding: "gzip"), 413, "RequestEntityTooLargeException", "larger than");
        await AssertError(await server.Send(Invoke, _ => "plain"u8.ToArray(), null, encoding: "gzip"), 400, "ValidationException", "gzip");
        await AssertError(await server.Send(Invoke, _ => Gzip(new byte[5000])[..20], null, encoding: "gzip"), 400, "ValidationException", "gzip");
        await AssertError(await server.Send(Invoke, _ => "x"u8.ToArray(), null, encoding: "br"), 400, "ValidationException", "'br'");
    }

    [Fact]
    public async Task A_body_signed_in_chunks_arrives_whole_and_each_chunk_must_be_signed()
    {
        const string signedChunks = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD";
        await using var server = await PipelineServer.Start();

        using var echoed = await server.Send(
            Invoke, claim => Chunks(claim, "hel", "lo", ""), signedChunks, encoding: "aws-chunked");
        Assert.Equal("hello", await echoed.Content.ReadAsStringAsync());
        await AssertError(
            await server.Send(
                Invoke,
                claim => Chunks(claim with { Signature = new string('0', 64) }, "hello", ""),
                signedChunks,
                encoding: "aws-chunked"),
            403,
            "InvalidSignatureException",
            "signature");
        await AssertError(
            await server.Send(Invoke, claim => Chunks(claim, "hello"), signedChunks, encoding: "aws-chunked"),
            400,
            "ValidationException",
            "aws-chunked");
    }

    [Fact]
    public async Task A_body_beyond_the_limit_is_refused()
    {
        await using var server = await PipelineServer.Start();

        using var greatest = await server.Send(Invoke, _ => new byte[PipelineServer.BodyBytesMax], null);
        Assert.Equal(200, (int)greatest.StatusCode);
        await AssertError(
            await server.Send(Invoke, _ => new byte[PipelineServer.BodyBytesMax + 1], null), 413, "RequestEntityTooLargeException", "larger than");
    }

    internal static async Task AssertError(HttpResponseMessage response, int status, string code, string told)
    {
        using (response)
        {
            var body = await response.Content.ReadAsStringAsync();
            Assert.True(status == (int)response.StatusCode, $"{response.StatusCode}: {body}");
            Assert.StartsWith(code + ":", response.Headers.GetValues("x-amzn-ErrorType").Single(), StringComparison.Ordinal);
            Assert.True(Guid.TryParse(response.Headers.GetValues("x-amzn-RequestId").Single(), out _));
            using var json = JsonDocument.Parse(body);
            Assert.Contains(told, json.RootElement.GetProperty("message").GetString(), StringComparison.Ordinal);
        }
    }

    private static byte[] Chunks(SignatureClaim claim, params string[] chunks)
    {
        var chain = new ChunkSignatureChain(PipelineServer.Secret, claim);
        return Encoding.UTF8.GetBytes(string.Concat(chunks.Select(chunk =>
        {
            var signature = chain.NextChunk(SHA256.HashData(Encoding.UTF8.GetBytes(chunk)));
            return $"{chunk.Length:x};chunk-signature={signature}\r\n{chunk}\r\n";
        })));
    }

    private static byte[] Gzip(byte[] body)
    {
        using var output = new MemoryStream();
        using (var gzip = new GZipStream(output, CompressionLevel.SmallestSize))
        {
            gzip.Write(body);
        }

        return output.ToArray();
    }
}
