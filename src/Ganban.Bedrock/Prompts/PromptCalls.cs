using System.Text.Json;
using Ganban.Bedrock.FoundationModels;
using Ganban.Bedrock.Invocation;
using Ganban.Bedrock.Invocation.Converse;
using Ganban.Bedrock.Invocation.Formats;
using Ganban.Contracts.BedrockRuntime;
using Ganban.Protocol.Pipeline;

namespace Ganban.Bedrock.Prompts;

/// <summary>
/// InvokeModel with a prompt of prompt management as the modelId: the body holds the variables and nothing else, and
/// the answer has the format of the prompt's model.
/// </summary>
internal sealed class PromptCalls(
    PromptExpansion prompts,
    ModelTargets targets,
    NativeInvocation invocation,
    ReasoningSignatures signatures)
{
    /// <summary>The prompt's model and the call to it; null where the modelId is no prompt.</summary>
    /// <exception cref="Ganban.Contracts.ModelledException">The prompt or the body can't be used.</exception>
    public async Task<(CatalogModel Model, NativeCall Call)?> Read(
        string modelId, ReadOnlyMemory<byte> body, OperationContext context, CancellationToken cancellationToken)
    {
        if (!prompts.IsPrompt(modelId, context))
        {
            return null;
        }

        var variables = Variables(NativeInvocation.Parse(body));
        var input = await prompts.Expand(
            new ConverseInput { ModelId = modelId, PromptVariables = variables }, context, cancellationToken);
        var model = await targets.ResolveText(input.ModelId, input.PromptText, context, cancellationToken);
        var format = invocation.Format(model) ?? throw InvocationErrors.NoFormat(model);
        return (model, format.Of(input.ToChat(model, signatures), model));
    }

    private static Dictionary<string, PromptVariableValues> Variables(JsonElement body)
    {
        var root = new NativeBody(body);
        var values = new Dictionary<string, PromptVariableValues>(StringComparer.Ordinal);
        if (root.Object("promptVariables") is { } variables)
        {
            foreach (var name in variables.Names())
            {
                if (variables.Object(name, required: true) is { } value)
                {
                    values[name] = new PromptVariableValues.Text(value.RequiredText("text", 0, int.MaxValue));
                    value.RefuseOthers();
                }
            }
        }

        root.Check();
        return values;
    }
}
