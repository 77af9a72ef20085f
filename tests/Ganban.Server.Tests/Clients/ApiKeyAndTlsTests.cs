using System.Net;
using Ganban.TestKit;

namespace Ganban.Server.Tests.Clients;

/// <summary>A server whose data folder was given a Bedrock API key before it started.</summary>
public sealed class KeyedServer : IAsyncLifetime
{
    /// <summary>The account that the key belongs to.</summary>
    public const string Account = "555555555555";

    public GanbanServer Server { get; } = new();

    /// <summary>The environment variable as <c>ganban keys create</c> prints it.</summary>
    public string KeyLine { get; private set; } = "";

    /// <summary>The address with TLS: the same port.</summary>
    public Uri TlsAddress => new UriBuilder(Server.Address) { Scheme = "https" }.Uri;

    /// <summary>The certificate that clients must trust.</summary>
    public string Certificate => Path.Combine(Server.Data, "tls", "development-certificate.pem");

    public async Task InitializeAsync()
    {
        var made = await ProgramRun.Ganban(
            "keys", "create", "--api-key", "--account", Account, "--days", "30", "--data", Server.Data);
        Assert.True(made.ExitCode == 0, made.Error);
        KeyLine = made.Output.Trim();
        await Server.InitializeAsync();
        using var http = new HttpClient();
        var ready = new Uri(Server.Address, "/health/ready");
        while ((await http.GetAsync(ready)).StatusCode != HttpStatusCode.OK)
        {
            Assert.True(Server.IsAlive, Server.Output);
        }
    }

    public Task DisposeAsync() => Server.DisposeAsync();
}

public sealed class ApiKeyAndTlsTests(KeyedServer keyed) : IClassFixture<KeyedServer>
{
    private const string Bearer = "AWS_BEARER_TOKEN_BEDROCK";
    private const string Model = "anthropic.claude-3-haiku-20240307-v1:0";

    [Theory, JavaScriptData, Boto3Data]
    public async Task A_Bedrock_API_key_acts_for_its_account(Sdk sdk)
    {
        using var process = await Start(sdk, keyed.Server.Address, WithKey());

        var created = await process.Call(
            ClientServer.Line(sdk, "bedrock", "CreateInferenceProfile", Profile($"key-{sdk}"), null));

        Assert.StartsWith(
            $"arn:aws:bedrock:us-east-1:{KeyedServer.Account}:",
            (string)created.Output["inferenceProfileArn"]!,
            StringComparison.Ordinal);
    }

    [Theory, JavaScriptData, Boto3Data]
    public async Task A_changed_API_key_is_refused(Sdk sdk)
    {
        var environment = WithKey();
        environment[Bearer] = environment[Bearer].Replace("ABSK", "ABSKx", StringComparison.Ordinal);
        using var process = await Start(sdk, keyed.Server.Address, environment);

        var refused = await process.Call(ClientServer.Line(sdk, "bedrock", "ListFoundationModels", null, null));

        Assert.Equal(("AccessDeniedException", 403), (refused.Error, refused.Status));
    }

    [Theory, JavaScriptData, Boto3Data]
    public async Task The_same_port_speaks_TLS_to_clients_that_trust_its_certificate(Sdk sdk)
    {
        using var process = await Start(sdk, keyed.TlsAddress, WithCertificate());

        var answer = await process.Call(ClientServer.Line(sdk, "bedrock-runtime", "ConverseStream", Hello(), null));

        Assert.Equal("metadata", SdkResult.NameOf(answer.Events[^1]));
    }

    [Theory, JavaScriptData, Boto3Data]
    public async Task An_API_key_works_over_TLS(Sdk sdk)
    {
        var environment = WithCertificate();
        environment[Bearer] = WithKey()[Bearer];
        using var process = await Start(sdk, keyed.TlsAddress, environment);

        var answer = await process.Call(ClientServer.Line(sdk, "bedrock-runtime", "Converse", Hello(), null));

        Assert.Equal(200, answer.Status);
    }

    private Dictionary<string, string> WithKey()
    {
        var pair = keyed.KeyLine.Split('=', 2);
        Assert.Equal(Bearer, pair[0]);
        return new() { [pair[0]] = pair[1], ["AWS_ACCESS_KEY_ID"] = "unknown", ["AWS_SECRET_ACCESS_KEY"] = "unknown" };
    }

    private Dictionary<string, string> WithCertificate() => new()
    {
        ["NODE_EXTRA_CA_CERTS"] = keyed.Certificate,
        ["AWS_CA_BUNDLE"] = keyed.Certificate,
    };

    private static Task<SdkProcess> Start(Sdk sdk, Uri address, Dictionary<string, string> more)
    {
        var environment = ClientServer.Environment(address);
        foreach (var (name, value) in more)
        {
            environment[name] = value;
        }

        return SdkProcess.Start(sdk != Sdk.Boto3, environment);
    }

    private static object Profile(string name) => new
    {
        inferenceProfileName = name,
        modelSource = new { copyFrom = "arn:aws:bedrock:us-east-1::foundation-model/" + Model },
    };

    private static object Hello() => new
    {
        modelId = Model,
        messages = new[] { new { role = "user", content = new[] { new { text = "Hello" } } } },
        inferenceConfig = new { maxTokens = 3 },
    };
}
