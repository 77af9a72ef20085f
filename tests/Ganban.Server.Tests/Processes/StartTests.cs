using System.Net;
using System.Net.Http.Headers;
using Ganban.TestKit;

namespace Ganban.Server.Tests.Processes;

public sealed class StartTests : IDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("ganban-start-").FullName;

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [Fact]
    public async Task Without_credentials_the_server_refuses_to_listen_to_other_machines_and_says_what_to_do()
    {
        var refused = await Serve("--host", "0.0.0.0");

        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("ganban keys create", refused.Error, StringComparison.Ordinal);
        Assert.Contains("127.0.0.1", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_command_the_server_starts_with_the_same_options()
    {
        var refused = await ProgramRun.Ganban("--host", "0.0.0.0", "--port", "0", "--data", _data);

        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("Listening on 0.0.0.0", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_are_made_listed_and_revoked_beside_a_running_server()
    {
        var server = new GanbanServer();
        await server.InitializeAsync();
        try
        {
            var made = await ProgramRun.Ganban("keys", "create", "--api-key", "--data", server.Data);
            Assert.True(made.ExitCode == 0, made.Error);
            var key = made.Output.Trim().Split('=', 2)[1];
            Assert.Equal(HttpStatusCode.OK, await Models(server, key));

            var listed = await ProgramRun.Ganban("keys", "list", "--data", server.Data);
            Assert.Contains("API key", listed.Output, StringComparison.Ordinal);

            Assert.Equal(0, (await ProgramRun.Ganban("keys", "revoke", key, "--data", server.Data)).ExitCode);
            Assert.Equal(HttpStatusCode.Forbidden, await Models(server, key));
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    [Fact]
    public async Task With_a_key_the_server_listens_to_other_machines_and_knows_no_test_credentials()
    {
        var server = new GanbanServer { Arguments = { "--host", "0.0.0.0" } };
        var keys = await ProgramRun.Ganban("keys", "create", "--account", "333333333333", "--data", server.Data);
        Assert.Equal(0, keys.ExitCode);
        var key = keys.Output.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split('=', 2))
            .ToDictionary(pair => pair[0], pair => pair[1]);
        await server.InitializeAsync();
        try
        {
            var address = new Uri($"http://127.0.0.1:{server.Address.Port}");
            using var known = new SignedHttp(address)
            {
                AccessKey = key["AWS_ACCESS_KEY_ID"],
                Secret = key["AWS_SECRET_ACCESS_KEY"],
            };
            using var test = new SignedHttp(address);

            using var answered = await known.Get("/foundation-models");
            using var refused = await test.Get("/foundation-models");

            Assert.Equal(HttpStatusCode.OK, answered.StatusCode);
            Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    [Theory]
    [InlineData("GANBAN__PORT", "70000", "Ganban:Port must be a number from 0")]
    [InlineData("GANBAN__PORT", "http", "Ganban:Port")]
    [InlineData("GANBAN__HOST", "nowhere.example", "Ganban:Host must be an IP address or localhost")]
    [InlineData("GANBAN__MODEL", "/no/such/file.gguf", "there is none at '/no/such/file.gguf'")]
    [InlineData("GANBAN__CREDENTIALS__0__ACCESSKEYID", "AKIAEXAMPLE", "Ganban:Credentials:0")]
    [InlineData("GANBAN__DENIEDREGIONS__0", "Tokyo", "Ganban:DeniedRegions holds 'Tokyo'")]
    [InlineData("GANBAN__PROTOCOL__PATHPREFIX", "aws/", "PathPrefix must be empty or like '/aws'")]
    [InlineData("GANBAN__PROTOCOL__DRAINTIME", "soon", "Ganban:Protocol:DrainTime")]
    public async Task A_setting_that_cannot_work_is_told_at_start(string name, string value, string message)
    {
        string[] port = name == "GANBAN__PORT" ? [] : ["--port", "0"];

        var refused = await ProgramRun.Ganban(
            new Dictionary<string, string> { [name] = value }, ["serve", "--data", _data, .. port]);

        Assert.Equal(2, refused.ExitCode);
        Assert.Contains(message, refused.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_option_that_cannot_be_read_is_told_with_its_name()
    {
        var refused = await ProgramRun.Ganban("serve", "--port", "many", "--data", _data);

        Assert.NotEqual(0, refused.ExitCode);
        Assert.Contains("--port", refused.Error, StringComparison.Ordinal);
        Assert.Contains("many", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_data_folder_and_a_port_serve_one_server_at_a_time()
    {
        var server = new GanbanServer();
        await server.InitializeAsync();
        try
        {
            var sameFolder = await ProgramRun.Ganban("serve", "--port", "0", "--data", server.Data);
            var samePort = await ProgramRun.Ganban("serve", "--port", $"{server.Address.Port}", "--data", _data);

            Assert.Equal(2, sameFolder.ExitCode);
            Assert.Contains(server.Data, sameFolder.Error, StringComparison.Ordinal);
            Assert.Equal(2, samePort.ExitCode);
            Assert.Contains("Choose another with --port", samePort.Error, StringComparison.Ordinal);
            Assert.True(server.IsAlive);
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    private static async Task<HttpStatusCode> Models(GanbanServer server, string key)
    {
        using var http = new HttpClient { BaseAddress = server.Address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var response = await http.GetAsync(new Uri("/foundation-models", UriKind.Relative));
        return response.StatusCode;
    }

    private Task<ProgramRun> Serve(params string[] arguments) =>
        ProgramRun.Ganban(["serve", "--port", "0", "--data", _data, .. arguments]);
}
