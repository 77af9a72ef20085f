using System.Text.Json;
using System.Text.Json.Nodes;
using Ganban.Server.Tests.Clients;

namespace Ganban.Server.Tests.AgentRuntime;

/// <summary>Steps in which a model calls several tools.</summary>
public sealed class SeveralCallsTests(AgentRuntimeServer fixture) : IClassFixture<AgentRuntimeServer>
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [NodeFact]
    public async Task Functions_of_one_step_run_at_the_same_time_and_their_changes_join_in_the_order_of_the_calls()
    {
        // The first function ends after the second: one after the other they would never end.
        var iron = new TaskCompletionSource();
        fixture.On("both", async call =>
        {
            var material = (string)call["parameters"]![0]!["value"]!;
            if (material == "clay")
            {
                await iron.Task.WaitAsync(Patience);
            }

            var known = call["sessionAttributes"]!.DeepClone().AsObject();
            known.Remove(material == "clay" ? "early" : "late");
            known["last"] = material;
            known[material] = material;
            var answer = JsonSerializer.SerializeToNode(
                AgentRuntimeServer.Answer(call, material == "clay" ? "5 kg" : "7 bars"))!;
            answer["sessionAttributes"] = known;
            iron.TrySetResult();
            return answer;
        });
        var agent = InlineAgent.Of(InlineAgent.Stock(InlineAgent.Lambda("both")));
        var reply = await fixture.Inline(agent.Asking("both", "stock of both").With(new
        {
            inlineSessionState = new { sessionAttributes = new { early = "1", late = "2", who = "Mia" } },
        }));

        Assert.Equal("5 kg of clay, 7 bars of iron.", reply.Text);
        Assert.Equal(
            [
                "orchestration.invocationInput.ACTION_GROUP",
                "orchestration.observation.ACTION_GROUP",
                "orchestration.invocationInput.ACTION_GROUP",
                "orchestration.observation.ACTION_GROUP",
            ],
            reply.Steps.Where(step => step.Contains("ACTION_GROUP", StringComparison.Ordinal)));
        Assert.Equal(["5 kg", "7 bars"], Observed(reply));

        await fixture.Inline(agent.Asking("both", "one stock"));
        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse("""{"who":"Mia","clay":"clay","iron":"iron","last":"iron"}"""),
            fixture.Events("both")[^1]["sessionAttributes"]));
    }

    [NodeFact]
    public async Task A_call_that_fails_lets_the_others_end_and_leaves_the_session_as_it_was()
    {
        var failed = new TaskCompletionSource();
        fixture.On("half", async call =>
        {
            if ((string)call["parameters"]![0]!["value"]! == "clay")
            {
                failed.TrySetResult();
                return AgentRuntimeServer.Answer(call, "no clay today", "FAILURE");
            }

            await failed.Task.WaitAsync(Patience);
            return AgentRuntimeServer.Answer(call, "7 bars");
        });
        var agent = InlineAgent.Of(InlineAgent.Stock(InlineAgent.Lambda("half")));
        var reply = await fixture.Inline(agent.Asking("half", "stock of both"));

        Assert.Equal("DependencyFailedException", reply.Error);
        Assert.Contains("no clay today", reply.Message, StringComparison.Ordinal);
        Assert.Equal(["7 bars"], Observed(reply));
        Assert.Equal("failure", reply.Steps[^1]);

        var next = await fixture.Inline(agent.Asking("half", "hello"));
        Assert.DoesNotContain(
            "stock of both",
            (string)next.Step("orchestration.modelInvocationInput")[0]["text"]!,
            StringComparison.Ordinal);
    }

    [NodeFact]
    public async Task The_caller_is_asked_for_five_actions_at_most_and_the_model_is_told_of_the_others()
    {
        var asked = await fixture.Inline(
            InlineAgent.Of(InlineAgent.Stock(InlineAgent.Caller)).Asking("six", "stock of six"));

        Assert.Equal(
            ["a", "b", "c", "d", "e"], asked.Inputs.Select(input => (string)input["parameters"]![0]!["value"]!));
        Assert.Equal(5, asked.Step("orchestration.invocationInput.ACTION_GROUP").Count);
        var told = Assert.Single(asked.Step("orchestration.observation.REPROMPT"))["repromptResponse"]!;
        Assert.Contains("5 actions", (string)told["text"]!, StringComparison.Ordinal);
    }

    [NodeFact]
    public async Task Nothing_that_waits_for_consent_is_done_before_all_results_are_there()
    {
        fixture.On("careful", "5 kg");
        var agent = InlineAgent.Of(InlineAgent.Stock(InlineAgent.Lambda("careful"), confirms: true));
        var asked = await fixture.Inline(agent.Asking("careful", "stock of both"));
        var half = agent.Answering("careful", asked, [null, null], confirmation: "CONFIRM");
        half["inlineSessionState"]!["returnControlInvocationResults"]!.AsArray().RemoveAt(1);

        Assert.Equal("ValidationException", (await fixture.Inline(half)).Error);
        Assert.Empty(fixture.Events("careful"));
    }

    [NodeFact]
    public async Task A_function_that_is_gone_when_the_user_consents_is_refused()
    {
        var agent = InlineAgent.Of(InlineAgent.Stock(InlineAgent.Lambda("gone"), confirms: true));
        var asked = await fixture.Inline(agent.Asking("gone", "one stock"));
        var changed = InlineAgent.Of(InlineAgent.Stock(InlineAgent.Caller, confirms: true));
        var reply = await fixture.Inline(changed.Answering("gone", asked, [null], confirmation: "CONFIRM"));

        Assert.Equal("ValidationException", reply.Error);
        Assert.Contains("get_stock", reply.Message, StringComparison.Ordinal);
    }

    [NodeFact]
    public async Task A_question_beside_an_action_of_the_callers_is_asked_later()
    {
        var agent = InlineAgent.Of(
            InlineAgent.Stock(InlineAgent.Caller),
            new { actionGroupName = "ask", parentActionGroupSignature = "AMAZON.UserInput" });
        var asked = await fixture.Inline(agent.Asking("beside", "ask and look"));
        var reply = await fixture.Inline(agent.Answering("beside", asked, ["5 kg"]));

        Assert.Equal("Looked.", reply.Text);
        var told = (string)reply.Step("orchestration.modelInvocationInput")[0]["text"]!;
        Assert.Contains("Ask again later.", told, StringComparison.Ordinal);
        Assert.DoesNotContain("The user is asked.", told, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Observed(AgentReply reply) =>
        reply.Step("orchestration.observation.ACTION_GROUP")
            .Select(step => (string)step["actionGroupInvocationOutput"]!["text"]!);
}
