using System.Text.Json;
using Ganban.Bedrock.FoundationModels;
using Ganban.Bedrock.Invocation.Formats;
using Ganban.Bedrock.Invocation.Formats.ChatCompletions;
using Ganban.Contracts.BedrockRuntime;
using Microsoft.Extensions.AI;

namespace Ganban.Bedrock.Invocation.Converse;

/// <summary>
/// Reads additionalModelRequestFields. The service merges them into the model's native body, and the model refuses what
/// it doesn't know; so does this.
/// </summary>
internal static class AdditionalRequestFields
{
    public static void Read(JsonElement? fields, CatalogModel model, ChatOptions options)
    {
        options.Reasoning = model.NativeFormat == "anthropic-messages" || IsSecondNova(model)
            ? ReasoningSwitch.Off()
            : null;
        if (fields is not { ValueKind: not JsonValueKind.Null } given)
        {
            return;
        }

        if (!FreeJson.IsSound(given))
        {
            throw ConverseErrors.UnsoundJson("additionalModelRequestFields");
        }

        var body = new NativeBody(given);
        Read(body, model, options);
        if (body.Complaints() is { } complaints)
        {
            throw InvocationErrors.ModelReturned(InvocationErrors.MalformedBody(complaints).Message);
        }

        if (model.NativeFormat == "anthropic-messages"
            && AnthropicMessagesFormat.Complaint(options, options.Temperature is not null) is { } complaint)
        {
            throw InvocationErrors.ModelReturned(complaint);
        }
    }

    private static void Read(NativeBody body, CatalogModel model, ChatOptions options)
    {
        switch (model.NativeFormat)
        {
            case "anthropic-messages":
                AnthropicMessagesFormat.ReadSwitches(body, options);
                break;
            case "nova-messages":
                options.Reasoning =
                    NovaMessagesFormat.ReadReasoning(body, IsSecondNova(model)) ?? options.Reasoning;
                if (body.Object("inferenceConfig") is { } inference)
                {
                    options.TopK = TopK(inference, "topK", 128);
                    inference.RefuseOthers();
                }

                break;
            case "openai-chat":
                options.Reasoning = ReasoningSwitch.Read(body, "reasoning_effort", OpenAiChatBody.Native.Efforts);
                break;
            case "cohere-command" or "cohere-command-r":
                options.TopK = TopK(body, "k", 500);
                break;
            case "mistral-text" or "mistral-chat" or "mistral-text+mistral-chat":
                options.TopK = TopK(body, "top_k", 200);
                break;
        }
    }

    private static int? TopK(NativeBody body, string name, int max) =>
        body.Integer(name, 0, max) is > 0 and var k ? k : null;

    private static bool IsSecondNova(CatalogModel model) =>
        model.Id.StartsWith("amazon.nova-2", StringComparison.Ordinal);
}
