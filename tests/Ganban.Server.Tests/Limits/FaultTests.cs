using System.Net;
using Ganban.Protocol.EventStream;
using Ganban.Server.Tests.Models;

namespace Ganban.Server.Tests.Limits;

/// <summary>Faults that a request asks for with a header.</summary>
public sealed class FaultTests(LimitedServer fixture) : IClassFixture<LimitedServer>
{
    [Theory]
    [InlineData("throttle", 429, "ThrottlingException")]
    [InlineData("timeout", 408, "ModelTimeoutException")]
    [InlineData("unavailable", 503, "ServiceUnavailableException")]
    [InlineData("model-error", 424, "ModelErrorException")]
    [InlineData("not-ready", 429, "ModelNotReadyException")]
    [InlineData("latency=1,error=AccessDeniedException", 403, "AccessDeniedException")]
    [InlineData("break-after=0", 424, "ModelErrorException")]
    [InlineData("explode", 400, "ValidationException")]
    public async Task An_error_is_answered_that_the_header_asks_for(string fault, int status, string error)
    {
        using var http = Client("000000000401", fault);
        using var response = await LimitedServer.Ask(http, LimitedServer.Haiku);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.StartsWith(error, response.Headers.GetValues("x-amzn-ErrorType").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_breaks_after_so_many_pieces()
    {
        using var http = Client("000000000402", "break-after=2");
        using var response = await LimitedServer.Ask(http, LimitedServer.Haiku, stream: true);
        var events = await response.Events().ToListAsync();

        Assert.Equal("break-after=2", response.Headers.GetValues("x-ganban-fault").Single());
        Assert.Equal(2, events.Count(item => item.Name == "contentBlockDelta"));
        Assert.Equal("modelStreamErrorException", events[^1].Name);
    }

    [Fact]
    public async Task A_connection_is_cut_after_so_many_pieces()
    {
        using var http = Client("000000000403", "cut-after=1");
        using var response = await LimitedServer.Ask(http, LimitedServer.Haiku, stream: true);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var broken = await Assert.ThrowsAnyAsync<Exception>(async () => await response.Events().ToListAsync());
        Assert.True(broken is IOException or HttpRequestException or EventStreamException, broken.ToString());
    }

    [Fact]
    public async Task Latency_alone_changes_nothing_else_and_is_told()
    {
        using var http = Client("000000000404", "latency=20");
        using var response = await LimitedServer.Ask(http, LimitedServer.Haiku);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("latency=20", response.Headers.GetValues("x-ganban-fault").Single());
    }

    private Processes.SignedHttp Client(string account, string fault) =>
        new(fixture.Server.Address) { AccessKey = account, Headers = { ["x-ganban-fault"] = fault } };
}
