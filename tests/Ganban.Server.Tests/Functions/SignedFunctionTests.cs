using Ganban.Server.Tests.Clients;
using Ganban.TestKit;

namespace Ganban.Server.Tests.Functions;

/// <summary>
/// Functions of a Lambda elsewhere, which verifies signatures: another Ganban plays it. One endpoint is called with the
/// right credentials, one with a profile that has wrong ones, one with a profile that is not there.
/// </summary>
public sealed class SignedFunctionTests : IAsyncLifetime
{
    private const string Source = """
        def handler(event, context):
            return {'arn': context.invoked_function_arn, 'event': event, 'client': context.client_context.custom}
        """;

    private readonly GanbanServer _lambda = new();
    private readonly GanbanServer _server = new();

    public async Task InitializeAsync()
    {
        await _lambda.InitializeAsync();
        var profiles = Path.Combine(_server.Data, "credentials");
        await File.WriteAllTextAsync(profiles, "[wrong]\naws_access_key_id = test\naws_secret_access_key = guessed\n");
        _server.Environment["AWS_SHARED_CREDENTIALS_FILE"] = profiles;
        _server.Environment["AWS_ACCESS_KEY_ID"] = "test";
        _server.Environment["AWS_SECRET_ACCESS_KEY"] = "test";
        Map(0, "*:function:far", profile: "");
        Map(1, "*:function:wrong", "wrong");
        Map(2, "*:function:nobody", "none");
        await _server.InitializeAsync();
    }

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        await _lambda.DisposeAsync();
    }

    [PythonFact]
    public async Task A_mapped_function_is_called_signed_with_the_servers_own_credentials()
    {
        using var there = new FunctionCalls(_lambda.Address);
        using var here = new FunctionCalls(_server.Address);
        await there.Create("far", Source);
        await there.Publish("far", "PROD");

        var (status, body) = await here.Invoke("far:PROD", "\"粘土\"", """{"custom":{"robot":"はにわ"}}""");

        Assert.Equal(200, status);
        Assert.Equal(
            """{"arn": "arn:aws:lambda:us-east-1:000000000000:function:far:PROD", "event": "粘土", "client": {"robot": "はにわ"}}""",
            body);
    }

    [Fact]
    public async Task What_Lambda_says_of_a_wrong_signature_and_of_no_function_is_told()
    {
        using var here = new FunctionCalls(_server.Address);

        var (wrong, why) = await here.Invoke("wrong", "{}");
        var (missing, which) = await here.Invoke("far", "{}");
        var (nobody, what) = await here.Invoke("nobody", "{}");

        Assert.Equal((502, 404, 502), (wrong, missing, nobody));
        Assert.Contains("answers 403: The request signature we calculated does not match", why, StringComparison.Ordinal);
        Assert.Contains("Function not found: arn:aws:lambda:us-east-1:000000000000:function:far", which, StringComparison.Ordinal);
        Assert.Contains("There are no AWS credentials to call the function nobody with", what, StringComparison.Ordinal);
    }

    private void Map(int number, string pattern, string profile)
    {
        var prefix = $"GANBAN__FUNCTIONS__ENDPOINTS__{number}__";
        _server.Environment[prefix + "PATTERN"] = pattern;
        _server.Environment[prefix + "URL"] = _lambda.Address.ToString();
        _server.Environment[prefix + "SIGN"] = "true";
        _server.Environment[prefix + "PROFILE"] = profile;
    }
}
