using System.Text.Json.Nodes;
using Ganban.Server.Tests.Clients;

namespace Ganban.Server.Tests.Functions;

/// <summary>Lambda's clients, unchanged.</summary>
[Collection(ClientTests.Name)]
public sealed class FunctionClientTests(ClientServer clients)
{
    private const string Stock = """
        export const handler = async ({ name }, context) => {
          if (name === "鉄") throw new RangeError("no 鉄");
          return { stock: `${name}の在庫は5kg`, function: context.functionName };
        };
        """;

    [Boto3Fact]
    public async Task Boto3_creates_calls_changes_and_deletes_functions()
    {
        var run = await ProgramRun.Start(
            "python3",
            [Path.Combine(ClientScripts.Folder, "functions.py"), "boto3-stock"],
            ClientServer.Environment(clients.Server.Address),
            Path.GetTempPath());
        Assert.True(run.ExitCode == 0, $"{run.Output}\n{run.Error}");
    }

    [Theory, JavaScriptData]
    public async Task The_JavaScript_SDK_creates_and_calls_a_function_of_Node(Sdk sdk)
    {
        var name = $"stock-{sdk}";
        var created = await clients.Lambda(sdk, "CreateFunction", new
        {
            FunctionName = name,
            Runtime = "nodejs22.x",
            Role = "arn:aws:iam::000000000000:role/any",
            Handler = "index.handler",
            Code = new { ZipFile = ClientServer.Bytes(FunctionCalls.Zip("index.mjs", Stock)) },
        });
        Assert.Equal(("Active", 201), ((string)created.Output["State"]!, created.Status));

        var answer = await Call(sdk, name, "粘土");
        Assert.Null(answer.Output["FunctionError"]);
        Assert.Equal($$"""{"stock":"粘土の在庫は5kg","function":"{{name}}"}""", (string)answer.Output["Payload"]!["$text"]!);
        var failed = await Call(sdk, name, "鉄");
        Assert.Equal("Unhandled", (string)failed.Output["FunctionError"]!);
        var error = JsonNode.Parse((string)failed.Output["Payload"]!["$text"]!)!;
        Assert.Equal(("RangeError", "no 鉄"), ((string)error["errorType"]!, (string)error["errorMessage"]!));

        await clients.Lambda(sdk, "DeleteFunction", new { FunctionName = name });
        var gone = await Call(sdk, name, "粘土");
        Assert.Equal(("ResourceNotFoundException", 404), (gone.Error, gone.Status));
        Assert.Contains($"Function not found: arn:aws:lambda:us-east-1:000000000000:function:{name}", gone.Message);
    }

    private Task<SdkResult> Call(Sdk sdk, string name, string material) => clients.Lambda(
        sdk, "Invoke", new { FunctionName = name, Payload = ClientServer.Blob(new { name = material }) });
}
