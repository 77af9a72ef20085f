using System.Text.Json;
using Ganban.Bedrock.FoundationModels;
using Ganban.Bedrock.Invocation.Converse;
using Microsoft.Extensions.AI;

namespace Ganban.Bedrock.Invocation.Formats;

/// <summary>
/// Amazon Nova's understanding models: Converse's conversation with bytes as base64 and <c>topK</c> among the
/// inference parameters.
/// </summary>
internal sealed class NovaMessagesFormat : INativeFormat
{
    public string Name => "nova-messages";

    public NativeCall Read(JsonElement body, CatalogModel model)
    {
        var root = new NativeBody(body);
        root.OneOf("schemaVersion", ["messages-v1"]);
        var content = new NovaContent(model);
        content.ReadSystem(root);
        content.ReadMessages(root);
        var isSecond = model.Id.StartsWith("amazon.nova-2", StringComparison.Ordinal);
        var options = new ChatOptions
        {
            MaxOutputTokens = model.OutputTokensMax ?? 5000,
            Temperature = 0.7f,
            TopP = 0.9f,
            TopK = isSecond ? null : 50,
        };
        if (root.Object("inferenceConfig") is { } inference)
        {
            ReadInference(inference, model, options);
            options.Reasoning = ReadReasoning(inference, isSecond);
            inference.RefuseOthers();
        }

        options.Reasoning = ReadReasoning(root, isSecond) ?? options.Reasoning;
        options.Reasoning ??= isSecond ? ReasoningSwitch.Off() : null;
        NovaTools.Read(root, options);
        root.Check();
        CheckRoles(content.Roles);
        Turns.RequireQuestion(content.Messages);
        return Of(new(content.Messages, options) { HasCachePoint = content.HasCachePoint }, model);
    }

    public NativeCall Of(ChatRequest request, CatalogModel model) =>
        new NovaCall(isSecond: model.Id.StartsWith("amazon.nova-2", StringComparison.Ordinal)) { Request = request };

    private static void ReadInference(NativeBody inference, CatalogModel model, ChatOptions options)
    {
        var outputMax = model.OutputTokensMax ?? 5000;
        var older = inference.Integer("max_new_tokens", 1, outputMax);
        options.MaxOutputTokens = inference.Integer("maxTokens", 1, outputMax) ?? older ?? options.MaxOutputTokens;
        options.Temperature = (float?)inference.Number("temperature", 0.00001, 1) ?? options.Temperature;
        options.TopP = (float?)inference.Number("topP", 0, 1) ?? options.TopP;
        options.TopK = inference.Integer("topK", 0, 128) switch
        {
            null => options.TopK,
            0 => null,
            var topK => topK,
        };
        options.StopSequences = [.. inference.Texts("stopSequences")];
    }

    /// <summary>
    /// Reads what the second generation is told of thinking. The schema shows it among the inference parameters, the
    /// guide beside them.
    /// </summary>
    /// <returns>What the engine is told; null where nothing is said.</returns>
    public static ReasoningOptions? ReadReasoning(NativeBody parent, bool isSecond)
    {
        if (!isSecond || parent.Object("reasoningConfig") is not { } reasoning)
        {
            return null;
        }

        var effort = reasoning.OneOf("maxReasoningEffort", ["low", "medium", "high"]);
        var type = reasoning.OneOf("type", ["enabled", "disabled"], required: true);
        reasoning.RefuseOthers();
        return type == "enabled" ? ReasoningSwitch.Named(effort) : ReasoningSwitch.Off();
    }

    private static void CheckRoles(IReadOnlyList<string> roles)
    {
        if (roles.Count == 0 || roles[0] != "user")
        {
            throw ConverseErrors.NotFromUser();
        }

        if (roles.Zip(roles.Skip(1)).Any(pair => pair.First == pair.Second))
        {
            throw ConverseErrors.NotAlternating();
        }
    }
}
