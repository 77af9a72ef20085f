using System.Text;
using System.Text.Json;
using Ganban.Bedrock.Flows.Graph;
using Ganban.Bedrock.Flows.Running;
using Ganban.Bedrock.Jobs;
using Ganban.Bedrock.Prompts;
using Ganban.Contracts;
using Ganban.Contracts.BedrockRuntime;
using Agent = Ganban.Contracts.BedrockAgent;

namespace Ganban.Bedrock.Flows.Nodes;

/// <summary>Asks a model what a prompt says, through Converse.</summary>
internal sealed class PromptNode(ModelCalls calls, TimeProvider clock) : IFlowNode
{
    // A prompt's free JSON may have more levels than are written by default.
    private static readonly JsonSerializerOptions Deep = new() { MaxDepth = 256 };

    /// <inheritdoc/>
    public string Type => Agent.FlowNodeType.Prompt;

    /// <inheritdoc/>
    public async Task<NodeResult> Run(NodeCall call, CancellationToken cancellationToken)
    {
        var settings = ((Agent.FlowNodeConfiguration.Prompt)call.Node.Configuration!).Value;
        var variables = call.Inputs.ToDictionary(
            input => input.Name,
            PromptVariableValues (input) => new PromptVariableValues.Text(DataTypes.Text(input.Value)));
        var (modelId, body) = settings.SourceConfiguration switch
        {
            Agent.PromptFlowNodeSourceConfiguration.Resource resource => (resource.Value.PromptArn, Named(variables)),
            Agent.PromptFlowNodeSourceConfiguration.Inline inline =>
                (inline.Value.ModelId, Filled(inline.Value, variables)),
            _ => throw new InvalidOperationException("The prompt's source is unknown."),
        };
        if (settings.GuardrailConfiguration is { GuardrailIdentifier: not null } guardrail)
        {
            body["guardrailConfig"] = ShapeJson.Write(guardrail);
        }

        if (call.Flow.Latency is { } latency)
        {
            body["performanceConfig"] = ShapeJson.Write(new PerformanceConfiguration { Latency = latency });
        }

        var result = await calls.Run(
            new ModelCall(
                call.Flow.Operation, call.Flow.Caller, modelId, JsonSerializer.SerializeToUtf8Bytes(body, Deep))
            {
                IsConverse = true,
                IsPatient = call.Flow.IsPatient,
            },
            cancellationToken);
        if (result.Error is { } error)
        {
            throw error;
        }

        using var answer = JsonDocument.Parse(result.Output);
        call.Tell(new FlowEvent.Acted(
            call.Node.Name,
            clock.GetUtcNow(),
            "Bedrock",
            "Converse",
            result.RequestId,
            JsonSerializer.SerializeToElement(
                new Dictionary<string, JsonElement>(body) { ["modelId"] = DataTypes.Value(modelId) }, Deep),
            answer.RootElement.Clone()));
        return NodeResult.Of("modelCompletion", DataTypes.Value(Text(answer.RootElement)));
    }

    private static Dictionary<string, JsonElement> Named(Dictionary<string, PromptVariableValues> variables) => new()
    {
        ["promptVariables"] = JsonSerializer.SerializeToElement(
            variables.ToDictionary(variable => variable.Key, variable => ShapeJson.Write(variable.Value))),
    };

    private static Dictionary<string, JsonElement> Filled(
        Agent.PromptFlowNodeInlineConfiguration prompt, Dictionary<string, PromptVariableValues> variables)
    {
        var filled = PromptExpansion.Fill(InlinePrompts.Variant(prompt), variables);
        var body = new Dictionary<string, JsonElement>
        {
            ["messages"] = JsonSerializer.SerializeToElement(filled.Messages.Select(ShapeJson.Write)),
        };
        if (filled.System.Count > 0)
        {
            body["system"] = JsonSerializer.SerializeToElement(filled.System.Select(ShapeJson.Write));
        }

        if (filled.Inference is { } inference)
        {
            body["inferenceConfig"] = ShapeJson.Write(inference);
        }

        if (filled.Tools is { } tools)
        {
            body["toolConfig"] = ShapeJson.Write(tools);
        }

        if (filled.AdditionalFields is { } fields)
        {
            body["additionalModelRequestFields"] = fields;
        }

        return body;
    }

    private static string Text(JsonElement answer)
    {
        var text = new StringBuilder();
        var message = answer.GetProperty("output").GetProperty("message");
        foreach (var block in message.GetProperty("content").EnumerateArray())
        {
            text.Append(block.TryGetProperty("text", out var piece) ? piece.GetString() : null);
        }

        return text.ToString();
    }
}
