using System.Net;
using Ganban.TestKit;

namespace Ganban.Server.Tests.Processes;

public sealed class LogTests
{
    [Fact]
    public async Task Logs_tell_of_calls_but_hold_no_prompts_and_no_secrets_even_at_debug_level()
    {
        const string prompt = "the-secret-of-the-prompt";
        const string secret = "a-configured-secret-of-a-key";
        var server = new GanbanServer
        {
            Environment =
            {
                ["Logging__LogLevel__Default"] = "Debug",
                ["GANBAN__CREDENTIALS__0__ACCESSKEYID"] = "AKIACONFIGURED",
                ["GANBAN__CREDENTIALS__0__SECRETACCESSKEY"] = secret,
                ["GANBAN__CREDENTIALS__0__ACCOUNT"] = "444444444444",
            },
        };
        await server.InitializeAsync();
        try
        {
            using var http = new SignedHttp(server.Address) { AccessKey = "AKIACONFIGURED", Secret = secret };
            using var forger = new SignedHttp(
                server.Address) { AccessKey = "AKIACONFIGURED", Secret = "another-secret" };
            using var answered = await http.Post("/model/amazon.titan-text-express-v1/invoke", Body(prompt));
            using var malformed = await http.Post("/model/amazon.titan-text-express-v1/invoke", new { other = prompt });
            using var refused = await forger.Post("/model/amazon.titan-text-express-v1/invoke", Body(prompt));
            Assert.Equal(
                [HttpStatusCode.OK, HttpStatusCode.BadRequest, HttpStatusCode.Forbidden],
                new[] { answered, malformed, refused }.Select(response => response.StatusCode));
            await End(server);

            var log = server.Output;
            Assert.Contains("bedrock-runtime:InvokeModel answered 200", log, StringComparison.Ordinal);
            Assert.Contains("bedrock-runtime:InvokeModel answered 403", log, StringComparison.Ordinal);
            Assert.Contains(
                "small engines that Ganban carries, not the models whose names they answer to",
                log,
                StringComparison.Ordinal);
            Assert.DoesNotContain(prompt, log, StringComparison.Ordinal);
            Assert.DoesNotContain(secret, log, StringComparison.Ordinal);
            Assert.DoesNotContain("Signature=", log, StringComparison.Ordinal);
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    private static object Body(string prompt) =>
        new { inputText = prompt, textGenerationConfig = new { maxTokenCount = 4 } };

    // An ended process has written all of its log.
    private static async Task End(GanbanServer server)
    {
        await ProgramRun.Start("kill", ["-TERM", $"{server.Process.Id}"]);
        await server.Process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
    }
}
