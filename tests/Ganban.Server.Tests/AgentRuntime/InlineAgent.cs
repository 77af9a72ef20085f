using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ganban.Server.Tests.AgentRuntime;

/// <summary>A request that describes an agent, for tests to add to.</summary>
internal static class InlineAgent
{
    /// <summary>An instruction of the length that the contract wants.</summary>
    public const string Instruction = "You are the clerk of a robot factory. Answer in one short sentence.";

    /// <summary>An agent with action groups.</summary>
    public static JsonObject Of(params object[] groups) => new()
    {
        ["foundationModel"] = AgentRuntimeServer.Model,
        ["instruction"] = Instruction,
        ["actionGroups"] = JsonSerializer.SerializeToNode(groups),
    };

    /// <summary>An action group with a function that tells what is in stock.</summary>
    public static object Stock(object executor, bool confirms = false) => new
    {
        actionGroupName = "stock",
        actionGroupExecutor = executor,
        functionSchema = new
        {
            functions = new[]
            {
                new
                {
                    name = "get_stock",
                    description = "Tells what is in stock of a material.",
                    requireConfirmation = confirms ? "ENABLED" : "DISABLED",
                    parameters = new
                    {
                        material = new { type = "string", description = "The material", required = true },
                        count = new { type = "integer", description = "How many", required = false },
                    },
                },
            },
        },
    };

    /// <summary>A function that carries actions out.</summary>
    public static object Lambda(string name) => new { lambda = AgentRuntimeServer.Function + name };

    /// <summary>The caller.</summary>
    public static object Caller => new { customControl = "RETURN_CONTROL" };

    /// <summary>The request with more members.</summary>
    public static JsonObject With(this JsonObject agent, object more)
    {
        var input = agent.DeepClone().AsObject();
        foreach (var (name, value) in JsonSerializer.SerializeToNode(more)!.AsObject().ToList())
        {
            input[name] = value!.DeepClone();
        }

        return input;
    }

    /// <summary>The request of a question, traced.</summary>
    public static JsonObject Asking(this JsonObject agent, string sessionId, string inputText) =>
        agent.With(new { sessionId, inputText, enableTrace = true });

    /// <summary>The request that goes on where control was returned, with a text or a decision for each.</summary>
    public static JsonObject Answering(
        this JsonObject agent, string sessionId, AgentReply asked, string?[] texts, string? confirmation = null)
    {
        var results = asked.Inputs.Zip(texts, (input, text) =>
        {
            var result = new JsonObject
            {
                ["actionGroup"] = (string)input["actionGroup"]!,
                ["function"] = (string)input["function"]!,
            };
            if (text is not null)
            {
                result["responseBody"] = new JsonObject { ["TEXT"] = new JsonObject { ["body"] = text } };
            }

            if (confirmation is not null)
            {
                result["confirmationState"] = confirmation;
            }

            return new JsonObject { ["functionResult"] = result };
        });
        return agent.With(new
        {
            sessionId,
            enableTrace = true,
            inlineSessionState = new
            {
                invocationId = (string)asked.Control["invocationId"]!,
                returnControlInvocationResults = new JsonArray([.. results]),
            },
        });
    }
}
