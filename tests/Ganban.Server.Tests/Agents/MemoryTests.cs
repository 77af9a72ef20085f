using System.Text.Json.Nodes;
using Ganban.EngineDouble;
using Ganban.Server.Tests.Clients;
using Ganban.Server.Tests.Engines;

namespace Ganban.Server.Tests.Agents;

/// <summary>What agents remember, with a model that answers what the test says.</summary>
public sealed class MemoryTests(RemoteServer remote) : IClassFixture<RemoteServer>
{
    private const string Chat = "/v1/chat/completions";

    [NodeFact]
    public async Task The_summary_of_an_ended_session_is_shown_told_to_the_next_session_and_forgotten_on_demand()
    {
        using var sdk = await SdkProcess.Start(javaScript: true, ClientServer.Environment(remote.Server.Address));
        var agentId = await Agent(sdk, "rememberer", new { enabledMemoryTypes = new[] { "SESSION_SUMMARY" }, storageDays = 2 });
        var asked = Answer(
            ("Nice to meet you.", "my robot is Taro"),
            ("<summary>The user's robot is Taro.</summary>", "Sum up"),
            ("It is Taro.", "What is it called?"));
        await Invoke(sdk, agentId, "first-session", "Hello, my robot is Taro.");
        await Call(sdk, "bedrock-agent-runtime", "InvokeAgent", new
        {
            agentId,
            agentAliasId = "TSTALIASID",
            sessionId = "first-session",
            memoryId = "user-1",
            endSession = true,
        });
        var memory = await Memories(sdk, agentId);
        var summary = Assert.Single(memory)!["sessionSummary"]!;
        Assert.Equal(
            ("user-1", "first-session", "The user's robot is Taro."),
            ((string)summary["memoryId"]!, (string)summary["sessionId"]!, (string)summary["summaryText"]!));
        var kept = (DateTimeOffset)summary["sessionExpiryTime"]! - (DateTimeOffset)summary["sessionStartTime"]!;
        Assert.InRange(kept, TimeSpan.FromDays(2), TimeSpan.FromDays(2) + TimeSpan.FromMinutes(5));

        await Invoke(sdk, agentId, "second-session", "What is it called?");
        Assert.Contains("The user's robot is Taro.", asked[^1], StringComparison.Ordinal);
        Assert.DoesNotContain("Hello", asked[^1], StringComparison.Ordinal);
        await Call(
            sdk, "bedrock-agent-runtime", "DeleteAgentMemory", new { agentId, agentAliasId = "TSTALIASID", memoryId = "user-1" });
        Assert.Empty(await Memories(sdk, agentId));
    }

    [NodeFact]
    public async Task A_model_that_fails_leaves_the_session_to_be_summed_up_later()
    {
        using var sdk = await SdkProcess.Start(javaScript: true, ClientServer.Environment(remote.Server.Address));
        var agentId = await Agent(sdk, "failing", new { enabledMemoryTypes = new[] { "SESSION_SUMMARY" } });
        Answer(("Hello.", "Good morning"));
        await Invoke(sdk, agentId, "only-session", "Good morning.");
        remote.Engine.On(Chat, reply => reply.Json("""{"error":{"message":"no"}}""", status: 400));
        await Call(sdk, "bedrock-agent-runtime", "InvokeAgent", new
        {
            agentId,
            agentAliasId = "TSTALIASID",
            sessionId = "only-session",
            memoryId = "user-1",
            endSession = true,
        });
        Assert.Empty(await Memories(sdk, agentId));
        Answer(("The user greeted.", "Sum up"));
        Assert.Equal("The user greeted.", (string)(await Memories(sdk, agentId))[0]!["sessionSummary"]!["summaryText"]!);
    }

    [NodeFact]
    public async Task An_agent_without_memory_says_so()
    {
        using var sdk = await SdkProcess.Start(javaScript: true, ClientServer.Environment(remote.Server.Address));
        var agentId = await Agent(sdk, "forgetful", memoryConfiguration: null);
        var input = new { agentId, agentAliasId = "TSTALIASID", memoryId = "user-1", memoryType = "SESSION_SUMMARY" };
        var result = await sdk.Call(
            ClientServer.Line(Sdk.JavaScript, "bedrock-agent-runtime", "GetAgentMemory", input, more: null));
        Assert.Equal("ValidationException", result.Error);
        Assert.Contains("memoryConfiguration", result.Message, StringComparison.Ordinal);
    }

    // Each answer is for the question that holds the text beside it; what was asked is in the list.
    private List<string> Answer(params (string Answer, string To)[] answers)
    {
        var asked = new List<string>();
        remote.Engine.On(Chat, reply =>
        {
            asked.Add(string.Join(
                '\n', reply.Call.Body["messages"]!.AsArray().Select(message => message!["content"]!.ToString())));
            var (answer, _) = answers.Last(one => asked[^1].Contains(one.To, StringComparison.Ordinal));
            return reply.Events(OpenAiWords.Answer(answer));
        });
        return asked;
    }

    private static async Task<JsonArray> Memories(SdkProcess sdk, string agentId) => (await Call(
        sdk,
        "bedrock-agent-runtime",
        "GetAgentMemory",
        new { agentId, agentAliasId = "TSTALIASID", memoryId = "user-1", memoryType = "SESSION_SUMMARY" }))
        ["memoryContents"]!.AsArray();

    private static Task<JsonNode> Invoke(SdkProcess sdk, string agentId, string sessionId, string inputText) => Call(
        sdk,
        "bedrock-agent-runtime",
        "InvokeAgent",
        new { agentId, agentAliasId = "TSTALIASID", sessionId, memoryId = "user-1", inputText });

    private static async Task<string> Agent(SdkProcess sdk, string agentName, object? memoryConfiguration)
    {
        var made = await Call(sdk, "bedrock-agent", "CreateAgent", new
        {
            agentName,
            instruction = AgentCalls.Instruction,
            foundationModel = "meta.llama3-8b-instruct-v1:0",
            memoryConfiguration,
        });
        var agentId = (string)made["agent"]!["agentId"]!;
        await Call(sdk, "bedrock-agent", "PrepareAgent", new { agentId });
        return agentId;
    }

    private static async Task<JsonNode> Call(SdkProcess sdk, string service, string operation, object input) =>
        (await sdk.Call(ClientServer.Line(Sdk.JavaScript, service, operation, input, more: null))).Output;
}
