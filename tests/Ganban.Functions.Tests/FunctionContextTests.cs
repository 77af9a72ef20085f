using System.Text;

namespace Ganban.Functions.Tests;

/// <summary>What a function is told beside its event.</summary>
public sealed class FunctionContextTests : IAsyncLifetime
{
    private static readonly FunctionEvent Said = new(
        "{}"u8.ToArray(), """{"custom":{"robot":"\u306f\u306b\u308f"},"client":{"app_title":"Factory"}}""");

    private readonly FunctionServer _server = FunctionServer.Open();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [PythonFact]
    public async Task Names_share_processes_and_each_call_knows_its_own_name()
    {
        await _server.AddPython("named", """
            import os
            def handler(event, context):
                return [context.invoked_function_arn.split(':', 6)[6], context.function_version, os.getpid()]
            """);
        await _server.AddAlias("named", "live", FunctionReference.Latest);
        await _server.AddAlias("named", "old", "7");

        var plain = FunctionServer.Json(await _server.Run("named"))!;
        var aliased = FunctionServer.Json(await _server.Run("named:live"))!;

        Assert.Equal("named $LATEST", $"{plain[0]} {plain[1]}");
        Assert.Equal("named:live $LATEST", $"{aliased[0]} {aliased[1]}");
        Assert.Equal((int)plain[2]!, (int)aliased[2]!);
        foreach (var missing in new[] { "named:old", "named:none", "named:7" })
        {
            await Assert.ThrowsAsync<FunctionException>(() => _server.Run(missing));
        }
    }

    [PythonFact]
    public async Task A_Python_function_gets_what_its_caller_says_of_itself()
    {
        await _server.AddPython("asked", """
            def handler(event, context):
                client = context.client_context
                return client and [client.custom, client.env, client.client.app_title]
            """);

        Assert.Equal("null", await Answer(new FunctionEvent("{}"u8.ToArray())));
        Assert.Equal("""[{"robot": "はにわ"}, null, "Factory"]""", await Answer(Said));
    }

    [NodeFact]
    public async Task A_Node_function_gets_what_its_caller_says_of_itself()
    {
        await _server.AddNode("asked", "export const handler = async (event, context) => context.clientContext ?? 'none';");

        Assert.Equal("\"none\"", await Answer(new FunctionEvent("{}"u8.ToArray())));
        Assert.Equal("""{"custom":{"robot":"はにわ"},"client":{"app_title":"Factory"}}""", await Answer(Said));
    }

    private async Task<string> Answer(FunctionEvent given)
    {
        var run = await _server.Runner.Run(FunctionServer.Reference("asked"), given, CancellationToken.None);
        Assert.Null(run.Answer.Error);
        return Encoding.UTF8.GetString(run.Answer.Payload.Span);
    }
}
