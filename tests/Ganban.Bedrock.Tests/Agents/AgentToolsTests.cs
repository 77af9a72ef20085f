using System.Text.Json;
using Ganban.Bedrock.Agents.OpenApi;
using Ganban.Bedrock.Agents.Runtime;
using Ganban.Bedrock.Retrieval;
using Ganban.Contracts.BedrockAgentRuntime;

namespace Ganban.Bedrock.Tests.Agents;

/// <summary>What an agent's model is offered, and what of its calls reaches an action.</summary>
public sealed class AgentToolsTests
{
    [Fact]
    public void A_name_that_is_taken_gets_its_groups_before_it_then_a_number()
    {
        var tools = new AgentTools(Agent(
            Group("a", Function("find")), Group("b", Function("find")), Group("b", Function("find"))));
        Assert.Equal(["find", "b__find", "b__find_2"], tools.All.Select(tool => tool.Name));
        Assert.Null(tools.Find("c__find"));
    }

    [Fact]
    public void Names_are_what_every_engine_takes()
    {
        var operation = new ApiOperation { Path = "/stock/{material}", Method = "GET", Description = "Looks." };
        var tools = new AgentTools(Agent(
            new ActionGroup { Name = "api", Operations = [operation] }, Group("long", Function(new string('x', 90)))));
        Assert.Equal("GET_stock_material", tools.All[0].Name);
        Assert.Equal(64, tools.All[1].Name.Length);
    }

    [Fact]
    public void A_body_member_that_is_named_like_a_parameter_keeps_its_place()
    {
        var text = JsonSerializer.SerializeToElement(new { type = "string" });
        var operation = new ApiOperation
        {
            Path = "/orders/{id}",
            Method = "PUT",
            Description = "Changes an order.",
            Parameters = [new ApiValue("id", "string", IsRequired: true, text)],
            BodyType = "application/json",
            Body = [new ApiValue("id", "string", IsRequired: false, text)],
        };
        var tool = Assert.Single(new AgentTools(Agent(new ActionGroup { Name = "api", Operations = [operation] })).All);
        var input = ActionInput.Of(tool, JsonSerializer.SerializeToElement(new { id = "7", body_id = "8" }));

        Assert.Equal([("id", "7")], input.Parameters.Select(value => (value.Name, value.Value)));
        Assert.Equal([("id", "8")], input.Body.Select(value => (value.Name, value.Value)));
    }

    [Theory]
    [InlineData("""{"name":"x"}""", null)]
    [InlineData("""{"name":"x","count":2.0,"more":"kept"}""", null)]
    [InlineData("""{"name":"x","count":null}""", null)]
    [InlineData("""{"count":2}""", "name")]
    [InlineData("""{"name":null}""", "name")]
    [InlineData("""{"name":"x","count":2.5}""", "count")]
    [InlineData("""{"name":"x","count":"2"}""", "count")]
    [InlineData("""{"name":1}""", "name")]
    public void Arguments_are_checked_by_name_and_type(string input, string? wrong)
    {
        var function = Function("find") with
        {
            Parameters = new Dictionary<string, ParameterDetail>
            {
                ["name"] = new() { Type = ParameterType.String, Required = true },
                ["count"] = new() { Type = ParameterType.Integer },
            },
        };
        var tool = Assert.Single(new AgentTools(Agent(Group("a", function))).All);
        using var json = JsonDocument.Parse(input);
        var complaint = ToolArguments.Complaint(tool, json.RootElement);

        Assert.Equal(wrong is null, complaint is null);
        Assert.Contains(wrong ?? "", complaint ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void A_variable_of_a_template_is_filled_once_and_an_unknown_one_stays()
    {
        var filled = AnswerPrompt.Replace(
            "$question$ $other$", variable => variable == "$question$" ? "$other$" : null);
        Assert.Equal("$other$ $other$", filled);
        Assert.Equal("$a$ b", AnswerPrompt.Replace("$x$ b", variable => variable == "$x$" ? "$a$" : "wrong"));
    }

    [Fact]
    public void Results_are_taken_by_their_action_and_agent_one_after_another()
    {
        var action = new ActionInput { Group = "a", Function = "find" };
        List<InvocationResultMember> sent =
            [Result("b", "1"), Result("a", "0", "ANOTHERONE"), Result("a", "2", "AAAAAAAAAA"), Result("a", "3")];

        Assert.Equal("2", Take().Text);
        Assert.Equal("3", Take().Text);
        Assert.Throws<ValidationException>(() => Take());
        Assert.Equal(2, sent.Count);

        ControlResult Take()
        {
            using var input = JsonDocument.Parse("{}");
            var waiting = new PendingCall(new AgentCall("1", "find", input.RootElement), PendingWait.Result);
            var agent = Agent() with { Identity = new AgentIdentity("AAAAAAAAAA", "ALIAS00001", "1", "arn") };
            return ControlResult.Take(sent, waiting, action, AgentFrame.Of(agent), "sessionState");
        }
    }

    private static InvocationResultMember Result(string group, string text, string? agentId = null) =>
        new InvocationResultMember.FunctionResult(new FunctionResult
        {
            ActionGroup = group,
            AgentId = agentId,
            Function = "find",
            ResponseBody = new Dictionary<string, ContentBody> { ["TEXT"] = new() { Body = text } },
        });

    private static FunctionDefinition Function(string name) => new() { Name = name };

    private static ActionGroup Group(string name, params IReadOnlyList<FunctionDefinition> functions) =>
        new() { Name = name, Functions = functions };

    private static AgentDefinition Agent(params IReadOnlyList<ActionGroup> groups) => new()
    {
        ModelId = "anthropic.claude-3-haiku-20240307-v1:0",
        Instruction = "You are the clerk of a robot factory.",
        ActionGroups = groups,
    };
}
