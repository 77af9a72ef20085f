using System.Text.Json;
using System.Text.Json.Nodes;
using Ganban.Contracts.BedrockAgentRuntime;

namespace Ganban.Bedrock.Agents.Runtime;

/// <summary>A call of an action, its values by name, type and text: what functions, callers and traces get.</summary>
internal sealed record ActionInput
{
    /// <summary>The action group.</summary>
    public required string Group { get; init; }

    /// <summary>The function; null for an operation.</summary>
    public string? Function { get; init; }

    /// <summary>The operation's path; null for a function.</summary>
    public string? ApiPath { get; init; }

    /// <summary>The operation's method; null for a function.</summary>
    public string? Method { get; init; }

    /// <summary>The values of a function, or of an operation's path, query and headers.</summary>
    public IReadOnlyList<Parameter> Parameters { get; init; } = [];

    /// <summary>The media type of an operation's body; null for none.</summary>
    public string? BodyType { get; init; }

    /// <summary>The members of an operation's body.</summary>
    public IReadOnlyList<Parameter> Body { get; init; } = [];

    /// <summary>What people call the action.</summary>
    public string Title => Function is not null ? $"{Group}::{Function}" : $"{Group}::{Method} {ApiPath}";

    /// <summary>The call that a model made.</summary>
    public static ActionInput Of(AgentTool tool, JsonElement input) => tool switch
    {
        AgentTool.Function function => new ActionInput
        {
            Group = function.Group.Name,
            Function = function.Definition.Name,
            Parameters =
            [
                .. (function.Definition.Parameters ?? new Dictionary<string, ParameterDetail>())
                    .Select(parameter => Value(input, parameter.Key, parameter.Key, parameter.Value.Type))
                    .OfType<Parameter>(),
            ],
        },
        AgentTool.Api api => new ActionInput
        {
            Group = api.Group.Name,
            ApiPath = api.Operation.Path,
            Method = api.Operation.Method,
            Parameters = Values(api, input, isBody: false),
            BodyType = api.Operation.BodyType,
            Body = Values(api, input, isBody: true),
        },
        AgentTool.Native native => new ActionInput
        {
            Group = native.Group.Name,
            Function = native.Name,
            Parameters =
            [
                .. input.EnumerateObject()
                    .Select(member => Value(input, member.Name, member.Name, TypeOf(native.Schema, member.Name)))
                    .OfType<Parameter>(),
            ],
        },
        _ => throw new ArgumentException($"{tool.Name} is no action.", nameof(tool)),
    };

    /// <summary>The call in a trace.</summary>
    public ActionGroupInvocationInput ToTrace(string executionType, string? invocationId) => new()
    {
        ActionGroupName = Group,
        Function = Function,
        ApiPath = ApiPath,
        Verb = Method?.ToLowerInvariant(),
        Parameters = Parameters.Count > 0 ? Parameters : null,
        RequestBody = BodyType is null ? null : new RequestBody
        {
            Content = new Dictionary<string, IReadOnlyList<Parameter>> { [BodyType] = Body },
        },
        ExecutionType = executionType,
        InvocationId = invocationId,
    };

    /// <summary>The call as the caller is to carry it out.</summary>
    public InvocationInputMember ToControl(string type, AgentFrame frame) => Function is not null
        ? new InvocationInputMember.FunctionInvocationInput(new FunctionInvocationInput
        {
            ActionGroup = Group,
            ActionInvocationType = type,
            AgentId = frame.Agent.Identity?.AgentId,
            CollaboratorName = frame.CollaboratorName,
            Function = Function,
            Parameters =
            [
                .. Parameters.Select(value =>
                    new FunctionParameter { Name = value.Name, Type = value.Type, Value = value.Value }),
            ],
        })
        : new InvocationInputMember.ApiInvocationInput(new ApiInvocationInput
        {
            ActionGroup = Group,
            ActionInvocationType = type,
            AgentId = frame.Agent.Identity?.AgentId,
            CollaboratorName = frame.CollaboratorName,
            ApiPath = ApiPath,
            HttpMethod = Method,
            Parameters =
            [
                .. Parameters.Select(value =>
                    new ApiParameter { Name = value.Name, Type = value.Type, Value = value.Value }),
            ],
            RequestBody = BodyType is null ? null : new ApiRequestBody
            {
                Content = new Dictionary<string, PropertyParameters>
                {
                    [BodyType] = new PropertyParameters { Properties = Body },
                },
            },
        });

    /// <summary>The event that a function gets.</summary>
    public JsonObject ToEvent(AgentRun run)
    {
        var turn = run.Turn;
        var call = new JsonObject
        {
            ["messageVersion"] = "1.0",
            ["agent"] = run.Agent.ToEvent(),
            ["inputText"] = run.Question,
            ["sessionId"] = turn.SessionId,
            ["actionGroup"] = Group,
        };
        if (Function is not null)
        {
            call["function"] = Function;
        }
        else
        {
            call["apiPath"] = ApiPath;
            call["httpMethod"] = Method;
        }

        call["parameters"] = Json(Parameters);
        if (BodyType is not null)
        {
            call["requestBody"] = new JsonObject
            {
                ["content"] = new JsonObject { [BodyType] = new JsonObject { ["properties"] = Json(Body) } },
            };
        }

        call["sessionAttributes"] = Json(turn.Attributes);
        call["promptSessionAttributes"] = Json(turn.PromptAttributes);
        return call;
    }

    /// <summary>A map of texts.</summary>
    public static JsonObject Json(IReadOnlyDictionary<string, string> map) => new(
        map.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)JsonValue.Create(pair.Value))));

    private static JsonArray Json(IReadOnlyList<Parameter> values) => new([.. values.Select(value =>
        new JsonObject { ["name"] = value.Name, ["type"] = value.Type, ["value"] = value.Value })]);

    private static IReadOnlyList<Parameter> Values(AgentTool.Api api, JsonElement input, bool isBody) =>
    [
        .. api.Arguments.Where(argument => argument.IsBody == isBody)
            .Select(argument => Value(input, argument.Key, argument.Value.Name, argument.Value.Type))
            .OfType<Parameter>(),
    ];

    private static Parameter? Value(JsonElement input, string key, string name, string type) =>
        input.TryGetProperty(key, out var value) && value.ValueKind != JsonValueKind.Null
            ? new Parameter
            {
                Name = name,
                Type = type,
                Value = value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText(),
            }
            : null;

    private static string TypeOf(JsonElement schema, string member) =>
        schema.GetProperty("properties").TryGetProperty(member, out var property)
        && property.TryGetProperty("type", out var type)
            ? type.GetString() ?? "string"
            : "string";
}
