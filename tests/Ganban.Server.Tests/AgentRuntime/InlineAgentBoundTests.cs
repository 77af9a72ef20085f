using System.Text.Json.Nodes;
using Ganban.Server.Tests.Clients;

namespace Ganban.Server.Tests.AgentRuntime;

/// <summary>How much an agent that a request describes may hold.</summary>
public sealed class InlineAgentBoundTests(AgentRuntimeServer fixture) : IClassFixture<AgentRuntimeServer>
{
    [NodeFact]
    public async Task An_agent_comes_to_ask_a_hundred_others_at_most_each_counted_as_often_as_it_is_asked()
    {
        Assert.Equal("Hello there.", (await fixture.Inline(Supervisor(leads: 4).Asking("four", "hello"))).Text);
        await Refused(Supervisor(leads: 5), "collaborators.4.collaboratorConfigurations: The agent comes to ask more than 100");
    }

    [NodeFact]
    public async Task Too_many_parts_and_collaborators_of_one_name_are_refused_with_their_place()
    {
        await Refused(
            InlineAgent.Of([.. Numbers(21).Select(number => Built($"group{number}"))]),
            "actionGroups: There are more than 20.");
        await Refused(
            InlineAgent.Of(new
            {
                actionGroupName = "stock",
                actionGroupExecutor = InlineAgent.Caller,
                functionSchema = new { functions = Numbers(101).Select(number => new { name = $"f{number}" }) },
            }),
            "actionGroups.0.functionSchema.functions: There are more than 100.");
        await Refused(
            InlineAgent.Of().With(new
            {
                knowledgeBases = Numbers(21).Select(_ => new { knowledgeBaseId = "KB12345678", description = "Recipes." }),
            }),
            "knowledgeBases: There are more than 20.");
        var twice = Supervisor(leads: 2);
        twice["collaboratorConfigurations"]![1]!["collaboratorName"] = "lead0";
        await Refused(twice, "collaboratorConfigurations: Two are named lead0.");
    }

    [NodeFact]
    public async Task The_schemas_of_an_agent_are_bounded_together()
    {
        var schema = """{"openapi":"3.0.0","paths":{"/a":{"get":{"operationId":"a","description":"TEXT"}}}}"""
            .Replace("TEXT", new string('x', 480_000), StringComparison.Ordinal);
        await Refused(
            InlineAgent.Of([.. Numbers(9).Select(number => new
            {
                actionGroupName = $"group{number}",
                actionGroupExecutor = InlineAgent.Caller,
                apiSchema = new { payload = schema },
            })]),
            "actionGroups.8.apiSchema: ");
    }

    private static IEnumerable<int> Numbers(int count) => Enumerable.Range(0, count);

    private static object Built(string name) =>
        new { actionGroupName = name, parentActionGroupSignature = "AMAZON.UserInput" };

    // An agent that asks some, each of which asks the same twenty.
    private static JsonObject Supervisor(int leads) => InlineAgent.Of().With(new
    {
        agentCollaboration = "SUPERVISOR",
        collaboratorConfigurations = Asked("lead", leads),
        collaborators = Numbers(leads).Select(number => Described($"lead{number}", Asked("clerk", 20)))
            .Concat(Numbers(20).Select(number => Described($"clerk{number}", []))),
    });

    private static object Described(string name, IEnumerable<object> asked) => new
    {
        agentName = name,
        foundationModel = AgentRuntimeServer.Model,
        instruction = InlineAgent.Instruction,
        agentCollaboration = "SUPERVISOR",
        collaboratorConfigurations = asked,
    };

    private static IEnumerable<object> Asked(string name, int count) => Numbers(count).Select(number => new
    {
        collaboratorName = $"{name}{number}",
        collaboratorInstruction = "Ask it about stock.",
    });

    private async Task Refused(JsonObject agent, string complaint)
    {
        var reply = await fixture.Inline(agent.Asking("refused", "hello"));
        Assert.Equal("ValidationException", reply.Error);
        Assert.StartsWith(complaint, reply.Message, StringComparison.Ordinal);
    }
}
