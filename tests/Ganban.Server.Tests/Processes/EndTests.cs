using System.IO.Pipelines;
using System.Net;
using Ganban.Protocol.EventStream;
using Ganban.Server.Tests.Clients;
using Ganban.TestKit;

namespace Ganban.Server.Tests.Processes;

public sealed class EndTests
{
    private const string Model = "anthropic.claude-3-haiku-20240307-v1:0";
    private static readonly TimeSpan EndMax = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task A_server_that_is_told_to_end_ends_running_streams_with_a_frame_and_itself_with_0()
    {
        // Longer than the two seconds that command lines commonly give.
        var server = new GanbanServer { Environment = { ["GANBAN__PROTOCOL__DRAINTIME"] = "00:00:02.5" } }
            .WithoutEnd();
        await server.InitializeAsync();
        try
        {
            using var http = new SignedHttp(server.Address);
            using var response = await http.Post($"/model/{Model}/converse-stream", LongAnswer.Body);
            var reader = new EventStreamReader(PipeReader.Create(await response.Content.ReadAsStreamAsync()));
            EventStreamMessage? last = null;
            await foreach (var message in reader.ReadAllAsync(default))
            {
                if (last is null)
                {
                    await Terminate(server);
                }

                last = message;
            }

            Assert.Equal("exception", last!.MessageType);
            Assert.Equal("serviceUnavailableException", last.Find(":exception-type")?.AsString());
            Assert.Contains(
                "stopping", System.Text.Encoding.UTF8.GetString(last.Payload.Span), StringComparison.Ordinal);
            await server.Process.WaitForExitAsync().WaitAsync(EndMax);
            Assert.Equal(0, server.Process.ExitCode);
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    [NodeFact]
    public async Task An_SDKs_user_sees_the_end_of_the_server_as_an_exception_of_the_stream()
    {
        var server = new GanbanServer { Environment = { ["GANBAN__PROTOCOL__DRAINTIME"] = "00:00:00.1" } }
            .WithoutEnd();
        await server.InitializeAsync();
        try
        {
            using var sdk = await SdkProcess.Start(javaScript: true, ClientServer.Environment(server.Address));
            var call = sdk.Begin(ClientServer.Line(
                Sdk.JavaScriptHttp1, "bedrock-runtime", "ConverseStream", LongAnswer.Input(Model), null));
            await call.FirstEvent.WaitAsync(EndMax);

            await Terminate(server);

            var broken = await call.Result.WaitAsync(EndMax);
            Assert.Equal("ServiceUnavailableException", broken.Error);
            Assert.Equal("messageStart", SdkResult.NameOf(broken.Events[0]));
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    [Fact]
    public async Task What_was_acknowledged_is_there_after_a_crash()
    {
        var server = new GanbanServer();
        await server.InitializeAsync();
        try
        {
            var arn = await CreateProfile(server);
            server.Process.Kill();
            await server.Process.WaitForExitAsync().WaitAsync(EndMax);

            await server.InitializeAsync();

            using var http = new SignedHttp(server.Address);
            using var shown = await http.Get("/inference-profiles/" + Uri.EscapeDataString(arn));
            Assert.Equal(HttpStatusCode.OK, shown.StatusCode);
            Assert.Equal("kept", (string)(await SignedHttp.Json(shown))["inferenceProfileName"]!);
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    private static async Task<string> CreateProfile(GanbanServer server)
    {
        using var http = new SignedHttp(server.Address);
        using var created = await http.Post("/inference-profiles", new
        {
            inferenceProfileName = "kept",
            modelSource = new { copyFrom = "arn:aws:bedrock:us-east-1::foundation-model/" + Model },
        });
        return (string)(await SignedHttp.Json(created))["inferenceProfileArn"]!;
    }

    private static async Task Terminate(GanbanServer server)
    {
        var kill = await ProgramRun.Start("kill", ["-TERM", $"{server.Process.Id}"]);
        Assert.Equal(0, kill.ExitCode);
    }
}
