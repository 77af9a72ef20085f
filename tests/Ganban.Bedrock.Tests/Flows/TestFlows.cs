using System.Text.Json.Nodes;
using Ganban.TestKit;

namespace Ganban.Bedrock.Tests.Flows;

/// <summary>Nodes that tests of runs use.</summary>
internal static class TestFlows
{
    /// <summary>A node that a test answers for.</summary>
    public static FlowDraft Call(this FlowDraft draft, string name, string input, string output) =>
        draft.Node(name, "LambdaFunction", [input], ["functionResponse:" + output], Function());

    /// <summary>A collector of items of a type.</summary>
    public static FlowDraft Collect(this FlowDraft draft, string name, string type) => draft.Node(
        name, "Collector", [$"arrayItem:{type}=$.data", "arraySize:Number=$.data"], ["collectedArray:Array"]);

    /// <summary>The configuration of a node that a test answers for.</summary>
    public static JsonObject Function() => new()
    {
        ["lambdaFunction"] = new JsonObject { ["lambdaArn"] = "arn:aws:lambda:us-east-1:123456789012:function:any" },
    };
}
