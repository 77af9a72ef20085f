using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Ganban.Bedrock.Agents.OpenApi;
using Ganban.Contracts.BedrockAgentRuntime;
using Microsoft.Extensions.AI;

namespace Ganban.Bedrock.Agents.Runtime;

/// <summary>All that an agent's model can call, by the names under which it is offered.</summary>
internal sealed partial class AgentTools
{
    /// <summary>The argument of a search.</summary>
    public const string Query = "query";

    /// <summary>The argument of a question back to the user.</summary>
    public const string Question = "question";

    /// <summary>The argument of the interpreter.</summary>
    public const string Code = "code";

    /// <summary>The argument of a collaborator.</summary>
    public const string Message = "message";

    private const int NameMax = 64;
    private readonly Dictionary<string, AgentTool> _tools = new(StringComparer.Ordinal);

    public AgentTools(AgentDefinition agent)
    {
        foreach (var group in agent.ActionGroups)
        {
            AddGroup(group);
        }

        foreach (var knowledgeBase in agent.KnowledgeBases)
        {
            var name = agent.KnowledgeBases.Count == 1
                ? "search_knowledge_base"
                : $"search_knowledge_base_{knowledgeBase.KnowledgeBaseId}";
            Add(name, "", free => new AgentTool.Search(
                free, knowledgeBase.Description, Schema((Query, "string", "", true)), knowledgeBase));
        }

        foreach (var collaborator in agent.Collaborators)
        {
            Add(collaborator.Name, "agent", free => new AgentTool.Collaborator(
                free,
                collaborator.Instruction,
                Schema((Message, "string", "What the agent is to do or to answer.", true)),
                collaborator));
        }

        All = [.. _tools.Values];
        Declared = [.. All.Select(tool =>
            (AITool)AIFunctionFactory.CreateDeclaration(tool.Name, tool.Description, tool.Schema))];
    }

    /// <summary>All of them, in the order of the definition.</summary>
    public IReadOnlyList<AgentTool> All { get; }

    /// <summary>The same as engines are told of them.</summary>
    public IReadOnlyList<AITool> Declared { get; }

    /// <summary>The tool of a name; null if there is none.</summary>
    public AgentTool? Find(string name) => _tools.GetValueOrDefault(name);

    /// <summary>A schema of an object.</summary>
    private static JsonElement Schema(
        params ReadOnlySpan<(string Name, string Type, string Description, bool IsRequired)> members)
    {
        var properties = new JsonObject();
        var required = new JsonArray();
        foreach (var (name, type, description, isRequired) in members)
        {
            var property = new JsonObject { ["type"] = type };
            if (description.Length > 0)
            {
                property["description"] = description;
            }

            properties[name] = property;
            if (isRequired)
            {
                required.Add(name);
            }
        }

        return Schema(properties, required);
    }

    private static JsonElement Schema(JsonObject properties, JsonArray required)
    {
        var schema = new JsonObject { ["type"] = "object", ["properties"] = properties };
        if (required.Count > 0)
        {
            schema["required"] = required;
        }

        return JsonSerializer.SerializeToElement(schema);
    }

    private void AddGroup(ActionGroup group)
    {
        switch (group.Signature)
        {
            case null:
                break;
            case ActionGroupSignature.AMAZONUserInput:
                Add("ask_user", "", name => new AgentTool.AskUser(
                    name,
                    "Asks the user for what is missing to go on.",
                    Schema((Question, "string", "The question to the user.", true))));
                break;
            case ActionGroupSignature.AMAZONCodeInterpreter:
                Add("run_python", "", name => new AgentTool.RunCode(
                    name,
                    "Runs a Python program in a folder of its own and returns what it prints. Files that it writes go to the user.",
                    Schema((Code, "string", "The program.", true))));
                break;
            default:
                Add(NativeTools.Name(group.Signature), group.Name, name => new AgentTool.Native(
                    name, NativeTools.Description(group), NativeTools.Schema(group), group));
                break;
        }

        foreach (var function in group.Functions)
        {
            Add(function.Name, group.Name, name => new AgentTool.Function(
                name, function.Description ?? group.Description ?? "", Schema(function), group, function));
        }

        foreach (var operation in group.Operations)
        {
            var arguments = Arguments(operation);
            var properties = new JsonObject(arguments.Select(argument =>
                KeyValuePair.Create(argument.Key, JsonNode.Parse(argument.Value.Schema.GetRawText()))));
            var required = new JsonArray(
            [
                .. arguments.Where(argument => argument.Value.IsRequired)
                    .Select(argument => JsonValue.Create(argument.Key)),
            ]);
            var called = operation.OperationId ?? operation.Method + operation.Path;
            Add(called, group.Name, name => new AgentTool.Api(
                name, operation.Description, Schema(properties, required), group, operation, arguments));
        }
    }

    private static JsonElement Schema(FunctionDefinition function) => Schema(
        [.. (function.Parameters ?? new Dictionary<string, ParameterDetail>()).Select(parameter => (
            parameter.Key,
            parameter.Value.Type,
            parameter.Value.Description ?? "",
            parameter.Value.Required == true))]);

    private static IReadOnlyList<ApiArgument> Arguments(ApiOperation operation)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        return
        [
            .. operation.Parameters.Where(value => names.Add(value.Name))
                .Select(value => new ApiArgument(value.Name, value, IsBody: false)),
            .. operation.Body.Select(value =>
                new ApiArgument(names.Add(value.Name) ? value.Name : "body_" + value.Name, value, IsBody: true)),
        ];
    }

    // A name that is taken gets its group's before it, then a number behind it.
    private void Add(string wanted, string group, Func<string, AgentTool> make)
    {
        var name = Clean(wanted);
        if (_tools.ContainsKey(name) && group.Length > 0)
        {
            name = Clean($"{group}__{wanted}");
        }

        var free = name;
        for (var number = 2; _tools.ContainsKey(free); number++)
        {
            free = $"{name[..Math.Min(name.Length, NameMax - 3)]}_{number}";
        }

        _tools.Add(free, make(free));
    }

    private static string Clean(string name)
    {
        var clean = Other().Replace(name, "_").Trim('_');
        clean = clean.Length == 0 ? "action" : clean;
        return clean.Length > NameMax ? clean[..NameMax] : clean;
    }

    [GeneratedRegex("[^A-Za-z0-9_-]+")]
    private static partial Regex Other();
}
