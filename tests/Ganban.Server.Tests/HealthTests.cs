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
}
