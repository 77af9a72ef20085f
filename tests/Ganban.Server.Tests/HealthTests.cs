using System.Net;
using Ganban.TestKit;

namespace Ganban.Server.Tests;

public sealed class HealthTests(GanbanServer server) : IClassFixture<GanbanServer>
{
    [Fact]
    public async Task The_server_tells_that_it_lives()
    {
        using var http = new HttpClient { BaseAddress = server.Address };

        using var response = await http.GetAsync("/health/live");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task The_server_becomes_ready()
    {
        using var http = new HttpClient { BaseAddress = server.Address };
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        HttpStatusCode status;
        do
        {
            using var response = await http.GetAsync("/health/ready", timeout.Token);
            status = response.StatusCode;
            Assert.Contains(status, new[] { HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable });
        }
        while (status != HttpStatusCode.OK);
    }
}
