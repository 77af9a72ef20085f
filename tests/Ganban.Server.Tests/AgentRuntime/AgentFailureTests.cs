using System.Text.Json;
using System.Text.Json.Nodes;
using Ganban.Server.Tests.Clients;

namespace Ganban.Server.Tests.AgentRuntime;

/// <summary>Functions and callers that do what they should not, and sessions that end.</summary>
public sealed class AgentFailureTests(AgentRuntimeServer fixture) : IClassFixture<AgentRuntimeServer>
{
    [NodeFact]
    public async Task A_function_that_fails_or_says_nonsense_ends_the_turn_with_the_reason()
    {
        fixture.On("failing", call => AgentRuntimeServer.Answer(call, "the shelf is on fire", "FAILURE"));
        fixture.On("again", call => AgentRuntimeServer.Answer(call, "ask for 5 kg", "REPROMPT"));
        fixture.On("shapeless", _ => new { answer = "5 kg" });
        fixture.On("other", call => AgentRuntimeServer.Answer(
            JsonNode.Parse("""{"actionGroup":"stock","function":"another"}""")!, "5 kg"));

        await Fails("failing", "the shelf is on fire");
        await Fails("shapeless", "response");
        await Fails("other", "another");
        await Fails("nowhere", "nowhere");

        var again = await Ask("again", "one stock");
        Assert.Equal("There it is.", again.Text);
        var told = Assert.Single(again.Step("orchestration.observation.REPROMPT"))["repromptResponse"]!;
        Assert.Equal(("ACTION_GROUP", "ask for 5 kg"), ((string)told["source"]!, (string)told["text"]!));
    }

    [NodeFact]
    public async Task A_function_that_answers_garbage_or_breaks_off_or_hangs_ends_the_turn()
    {
        foreach (var garbage in new[]
        {
            "5 kg", "[1]", "null", """{"response":5}""",
            """{"response":{"actionGroup":"stock","function":"get_stock","functionResponse":{"responseBody":{"TEXT":{}}}}}""",
            """
            {"response":{"actionGroup":"stock","function":"get_stock",
             "functionResponse":{"responseBody":{"TEXT":{"body":"half a pair \ud800"}}}}}
            """,
            """
            {"sessionAttributes":{"twice":"1","twice":"2"},"response":{"actionGroup":"stock","function":"get_stock",
             "functionResponse":{"responseBody":{"TEXT":{"body":"5 kg"}}}}}
            """,
        })
        {
            fixture.Functions.On(PathOf("garbage"), reply => reply.Json(garbage));
            await Fails("garbage", "garbage");
        }

        fixture.Functions.On(PathOf("broken"), reply =>
        {
            reply.Cut();
            return Task.CompletedTask;
        });
        await Fails("broken", "broken");
        fixture.Functions.On(PathOf("hanging"), reply => reply.Hang());
        await Fails("hanging", "hanging");
    }

    [NodeFact]
    public async Task A_function_that_says_wrongly_how_to_search_ends_the_turn()
    {
        foreach (var search in new[]
        {
            "null",
            "{}",
            """{"knowledgeBaseId":"KB12345678","retrievalConfiguration":{"vectorSearchConfiguration":{"numberOfResults":-5}}}""",
            """{"knowledgeBaseId":"KB12345678","retrievalConfiguration":{"vectorSearchConfiguration":{"numberOfResults":101}}}""",
        })
        {
            fixture.On("searching", call =>
            {
                var answer = JsonSerializer.SerializeToNode(AgentRuntimeServer.Answer(call, "5 kg"))!;
                answer["knowledgeBasesConfiguration"] = new JsonArray(JsonNode.Parse(search));
                return answer;
            });
            await Fails("searching", "knowledgeBasesConfiguration");
        }
    }

    [NodeFact]
    public async Task A_process_that_dies_in_the_middle_of_a_turn_loses_none_of_the_turns_before()
    {
        var agent = InlineAgent.Of(InlineAgent.Stock(InlineAgent.Lambda("endless")));
        await fixture.Inline(agent.Asking("killed", "hello"));
        var called = new TaskCompletionSource();
        fixture.Functions.On(PathOf("endless"), async reply =>
        {
            called.TrySetResult();
            await reply.Hang();
        });
        var cut = fixture.Inline(agent.Asking("killed", "one stock"));
        await called.Task.WaitAsync(TimeSpan.FromMinutes(1));
        fixture.Server.Process.Kill();
        await fixture.Server.Process.WaitForExitAsync();
        await cut;
        await fixture.Restart();

        var prompt = Prompt(await fixture.Inline(agent.Asking("killed", "what did I ask")));
        Assert.Contains("Hello there.", prompt, StringComparison.Ordinal);
        Assert.DoesNotContain("one stock", prompt, StringComparison.Ordinal);
    }

    [NodeFact]
    public async Task What_the_caller_sends_wrong_is_said_and_the_session_still_waits()
    {
        var agent = InlineAgent.Of(InlineAgent.Stock(InlineAgent.Caller));
        var asked = await fixture.Inline(agent.Asking("waits", "one stock"));
        var right = agent.Answering("waits", asked, ["5 kg"]);

        var other = right.DeepClone().AsObject();
        other["inlineSessionState"]!["invocationId"] = "another";
        Refused(await fixture.Inline(other), "ValidationException", "inlineSessionState.invocationId");
        var wrong = right.DeepClone().AsObject();
        wrong["inlineSessionState"]!["returnControlInvocationResults"]![0]!["functionResult"]!["function"] = "another";
        Refused(
            await fixture.Inline(wrong), "ValidationException", "inlineSessionState.returnControlInvocationResults");
        Refused(await fixture.Inline(agent.With(new { sessionId = "waits" })), "ValidationException", "inputText");
        var failed = right.DeepClone().AsObject();
        failed["inlineSessionState"]!["returnControlInvocationResults"]![0]!["functionResult"]!["responseState"] = "FAILURE";
        Assert.Equal("DependencyFailedException", (await fixture.Inline(failed)).Error);

        Assert.Equal("There it is.", (await fixture.Inline(right)).Text);
        Refused(
            await fixture.Inline(agent.With(new { sessionId = "model", inputText = "hi", foundationModel = "no.such-model" })),
            "ValidationException",
            "model");
        Refused(
            await fixture.Inline(InlineAgent.Of(new { actionGroupName = "empty" }).Asking("none", "hi")),
            "ValidationException",
            "actionGroups");
    }

    [NodeFact]
    public async Task A_session_lives_until_it_is_ended_and_survives_the_death_of_the_process()
    {
        var agent = InlineAgent.Of(InlineAgent.Stock(InlineAgent.Caller));
        await fixture.Inline(agent.Asking("lives", "hello"));
        var asked = await fixture.Inline(agent.Asking("lives", "one stock"));
        fixture.Server.Process.Kill();
        await fixture.Server.Process.WaitForExitAsync();
        await fixture.Restart();

        var resumed = await fixture.Inline(agent.Answering("lives", asked, ["5 kg"]));
        Assert.Equal("There it is.", resumed.Text);
        Assert.Contains("hello", Prompt(resumed), StringComparison.Ordinal);

        var ended = await fixture.Inline(agent.With(new { sessionId = "lives", endSession = true }));
        Assert.Empty(ended.Chunks);
        Assert.DoesNotContain(
            "one stock", Prompt(await fixture.Inline(agent.Asking("lives", "hello"))), StringComparison.Ordinal);
    }

    private static string PathOf(string function) => $"/2015-03-31/functions/{function}/invocations";

    private static string Prompt(AgentReply reply) =>
        (string)reply.Step("orchestration.modelInvocationInput")[0]["text"]!;

    private static void Refused(AgentReply reply, string error, string part)
    {
        Assert.Equal(error, reply.Error);
        Assert.Contains(part, reply.Message, StringComparison.Ordinal);
    }

    private Task<AgentReply> Ask(string function, string question) => fixture.Inline(
        InlineAgent.Of(InlineAgent.Stock(InlineAgent.Lambda(function))).Asking(function, question));

    private async Task Fails(string function, string part)
    {
        var reply = await Ask(function, "one stock");
        Refused(reply, "DependencyFailedException", part);
        Assert.Equal("failure", reply.Steps[^1]);
    }
}
