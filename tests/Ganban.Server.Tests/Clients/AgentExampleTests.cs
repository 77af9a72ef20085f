namespace Ganban.Server.Tests.Clients;

/// <summary>The robot factory of examples/agent, on the model that Ganban carries.</summary>
[Collection(ClientTests.Name)]
public sealed class AgentExampleTests(ClientServer clients)
{
    [Boto3Fact]
    public async Task The_example_for_boto3_tells_the_stock_of_each_material() => await Run("python3", "factory.py");

    [InterpreterFact]
    public async Task The_example_for_JavaScript_tells_the_same()
    {
        await ClientScripts.InstallPackages();
        await Run("node", "factory.mjs");
    }

    private async Task Run(string program, string example)
    {
        var path = Path.GetFullPath(Path.Combine(ClientScripts.Folder, "..", "..", "examples", "agent", example));
        var run = await ProgramRun.Start(program, [path, clients.Server.Address.ToString()]);

        Assert.True(run.ExitCode == 0, $"{run.Output}\n{run.Error}");
        Assert.EndsWith(
            "粘土の在庫は5kg、ニューロチップの在庫は10個あります。", run.Output.Trim(), StringComparison.Ordinal);
    }
}
