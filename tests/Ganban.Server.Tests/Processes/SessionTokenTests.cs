using System.Net;
using Ganban.TestKit;

namespace Ganban.Server.Tests.Processes;

public sealed class SessionTokenTests
{
    [Fact]
    public async Task A_temporary_key_is_good_with_its_session_token_only()
    {
        const string secret = "a-configured-secret-of-a-key";
        var server = new GanbanServer
        {
            Environment =
            {
                ["GANBAN__CREDENTIALS__0__ACCESSKEYID"] = "ASIATEMPORARY",
                ["GANBAN__CREDENTIALS__0__SECRETACCESSKEY"] = secret,
                ["GANBAN__CREDENTIALS__0__SESSIONTOKEN"] = "its-token",
                ["GANBAN__CREDENTIALS__1__ACCESSKEYID"] = "AKIALONGTERM",
                ["GANBAN__CREDENTIALS__1__SECRETACCESSKEY"] = secret,
            },
        };
        await server.InitializeAsync();
        try
        {
            Assert.Equal(HttpStatusCode.OK, await Ask("ASIATEMPORARY", "its-token"));
            Assert.Equal(HttpStatusCode.Forbidden, await Ask("ASIATEMPORARY", "another-token"));
            Assert.Equal(HttpStatusCode.Forbidden, await Ask("ASIATEMPORARY", null));
            Assert.Equal(HttpStatusCode.OK, await Ask("AKIALONGTERM", null));
            Assert.Equal(HttpStatusCode.Forbidden, await Ask("AKIALONGTERM", "its-token"));
        }
        finally
        {
            await server.DisposeAsync();
        }

        async Task<HttpStatusCode> Ask(string key, string? token)
        {
            using var http = new SignedHttp(server.Address) { AccessKey = key, Secret = secret, SessionToken = token };
            using var response = await http.Get("/inference-profiles");
            return response.StatusCode;
        }
    }
}
