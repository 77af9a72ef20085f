using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Ganban.Protocol.Signatures;

namespace Ganban.Protocol.Tests.Signatures;

public class AwsChunkedBodyTests
{
    private const string ExampleSecret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

    // The example of the S3 documentation: 66 560 letters a in two chunks and the empty one.
    private static readonly string s_first = new('a', 65536);
    private static readonly string s_second = new('a', 1024);
    private static readonly string s_example =
        $"10000;chunk-signature=ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648\r\n{s_first}\r\n" +
        $"400;chunk-signature=0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497\r\n{s_second}\r\n" +
        "0;chunk-signature=b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9\r\n\r\n";

    // The same bytes with a signed trailer, also from the S3 documentation.
    private static readonly string s_trailerExample =
        $"10000;chunk-signature=b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2\r\n{s_first}\r\n" +
        $"400;chunk-signature=1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7\r\n{s_second}\r\n" +
        "0;chunk-signature=2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992\r\n" +
        "x-amz-checksum-crc32c:sOO8/Q==\r\n" +
        "x-amz-trailer-signature:d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435\r\n\r\n";

    [Fact]
    public async Task The_documentations_signed_chunks_decode()
    {
        var (body, trailers) = await DecodeAsync(s_example, Options(ExampleChain()));
        Assert.Equal(s_first + s_second, body);
        Assert.Empty(trailers);
    }

    [Fact]
    public async Task The_documentations_signed_trailer_is_returned()
    {
        var chain = Chain("106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e");
        var (body, trailers) = await DecodeAsync(s_trailerExample, Options(chain) with { HasTrailer = true });
        Assert.Equal(s_first + s_second, body);
        Assert.Equal("sOO8/Q==", Assert.Single(trailers, pair => pair.Key == "x-amz-checksum-crc32c").Value);
    }

    [Fact]
    public async Task A_changed_byte_signature_or_order_of_chunks_is_noticed()
    {
        foreach (var changed in new[]
        {
            s_example.Replace("aaa\r\n400", "aab\r\n400", StringComparison.Ordinal),
            s_example.Replace("d449df9", "d449df8", StringComparison.Ordinal),
            s_example.Replace(";chunk-signature=b6", ";chunk-signatur=b6", StringComparison.Ordinal),
            s_example[(s_example.IndexOf("400;", StringComparison.Ordinal))..],
        })
        {
            await Assert.ThrowsAsync<ChunkSignatureException>(() => DecodeAsync(changed, Options(ExampleChain())));
        }
    }

    [Fact]
    public async Task A_changed_trailer_is_noticed()
    {
        var chain = Chain("106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e");
        var changed = s_trailerExample.Replace("sOO8", "sOO9", StringComparison.Ordinal);
        await Assert.ThrowsAsync<ChunkSignatureException>(
            () => DecodeAsync(changed, Options(chain) with { HasTrailer = true }));
    }

    [Fact]
    public async Task Unsigned_chunks_with_a_trailer_decode_however_they_arrive()
    {
        const string Encoded = "5\r\nhello\r\n6\r\n world\r\n0\r\nx-amz-checksum-crc32:DUoRhQ==\r\n\r\n";
        var options = new AwsChunkedOptions { DecodedBytesMax = 11, DecodedBytes = 11, HasTrailer = true };
        for (var piece = 1; piece <= Encoded.Length; piece++)
        {
            var (body, trailers) = await DecodeAsync(Encoded, options, piece);
            Assert.Equal("hello world", body);
            Assert.Equal("DUoRhQ==", trailers["x-amz-checksum-crc32"]);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("5\r\nhel")]
    [InlineData("5\r\nhello")]
    [InlineData("5\r\nhello\r\n")]
    [InlineData("5\r\nhello\r\n0\r\n")]
    [InlineData("5\r\nhello!\r\n0\r\n\r\n")]
    [InlineData("c\r\nhello world!\r\n0\r\n\r\n")] // 12 > 11
    [InlineData("7fffffffffffffff\r\n")]
    [InlineData("ffffffffffffffff\r\n")]
    [InlineData("-5\r\nhello\r\n")]
    [InlineData("0x5\r\nhello\r\n0\r\n\r\n")]
    [InlineData("5\r\nhello\r\n0\r\nx-amz-checksum-crc32:DUoRhQ==\r\n\r\n")] // no trailer announced
    public async Task Bodies_that_are_malformed_cut_or_too_long_are_refused(string encoded) =>
        await Assert.ThrowsAsync<AwsChunkedException>(
            () => DecodeAsync(encoded, new AwsChunkedOptions { DecodedBytesMax = 11 }));

    [Fact]
    public async Task A_line_without_end_is_refused_before_it_is_kept() =>
        await Assert.ThrowsAsync<AwsChunkedException>(
            () => DecodeAsync(new string('1', 100_000), new AwsChunkedOptions { DecodedBytesMax = 11 }));

    [Fact]
    public async Task A_body_of_another_length_than_announced_is_refused() =>
        await Assert.ThrowsAsync<AwsChunkedException>(
            () => DecodeAsync(
                "5\r\nhello\r\n0\r\n\r\n", new AwsChunkedOptions { DecodedBytesMax = 11, DecodedBytes = 6 }));

    private static AwsChunkedOptions Options(ChunkSignatureChain chain) =>
        new() { DecodedBytesMax = 100_000, DecodedBytes = 66560, Chain = chain };

    private static ChunkSignatureChain ExampleChain() =>
        Chain("4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9");

    private static ChunkSignatureChain Chain(string seed) => new(ExampleSecret, new SignatureClaim
    {
        AccessKeyId = "AKIAIOSFODNN7EXAMPLE",
        Scope = new CredentialScope("20130524", "us-east-1", "s3"),
        SignedHeaders = ["host"],
        Signature = seed,
        SignedAt = new DateTimeOffset(2013, 5, 24, 0, 0, 0, TimeSpan.Zero),
        PayloadMode = PayloadMode.SignedChunks,
    });

    private static async Task<(string Body, IReadOnlyDictionary<string, string> Trailers)> DecodeAsync(
        string encoded, AwsChunkedOptions options, int pieceBytes = 7000)
    {
        // Neither pipe holds its writer back: a decoder that has refused reads no more, and the writer would wait for
        // ever.
        var input = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        var output = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        var copying = new AwsChunkedBody(input.Reader, options).CopyToAsync(output.Writer);
        var bytes = Encoding.UTF8.GetBytes(encoded);
        for (var sent = 0; sent < bytes.Length && !copying.IsCompleted; sent += pieceBytes)
        {
            await input.Writer.WriteAsync(bytes.AsMemory(sent, Math.Min(pieceBytes, bytes.Length - sent)));
        }

        await input.Writer.CompleteAsync();
        var trailers = await copying;
        await output.Writer.CompleteAsync();
        var result = await output.Reader.ReadAtLeastAsync(int.MaxValue);
        return (Encoding.UTF8.GetString(result.Buffer.ToArray()), trailers);
    }
}
