using System.Text.Json.Nodes;
using Ganban.TestKit;

namespace Ganban.Server.Tests.Flows;

/// <summary>InlineCode nodes in drafts.</summary>
internal static class CodeNodes
{
    /// <summary>Adds a node of Python with one input, <c>name:Type</c>.</summary>
    public static FlowDraft Code(this FlowDraft draft, string name, string input, string type, string code) =>
        draft.Node(name, "InlineCode", [input + "=$.data"], ["response:" + type], new JsonObject
        {
            ["inlineCode"] = new JsonObject { ["language"] = "Python_3", ["code"] = code },
        });
}
