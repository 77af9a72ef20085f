using System.Text.Json;
using Ganban.Bedrock.FoundationModels;
using Ganban.Bedrock.Invocation.Formats;
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
        if (fields is not { ValueKind: not JsonValueKind.Null } given)
        {
            return;
        }

        if (!FreeJson.IsSound(given))
        {
            throw ConverseErrors.UnsoundJson("additionalModelRequestFields");
        }

        var body = new NativeBody(given);
        Read(body, model.NativeFormat, options);
        if (body.Complaints() is { } complaints)
        {
            throw InvocationErrors.ModelReturned(InvocationErrors.MalformedBody(complaints).Message);
        }
    }

    private static void Read(NativeBody body, string format, ChatOptions options)
    {
        switch (format)
        {
            case "anthropic-messages":
                if (AnthropicMessagesFormat.ReadSwitches(body, options))
                {
                    throw InvocationErrors.NotImplemented("thinking in additionalModelRequestFields");
                }

                break;
            case "nova-messages":
                Refuse(body, "reasoningConfig");
                if (body.Object("inferenceConfig") is { } inference)
                {
                    options.TopK = TopK(inference, "topK", 128);
                    inference.RefuseOthers();
                }

                break;
            case "openai-chat":
                Refuse(body, "reasoning_effort");
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

    private static void Refuse(NativeBody body, string name)
    {
        if (body.Any(name) is not null)
        {
            throw InvocationErrors.NotImplemented($"{name} in additionalModelRequestFields");
        }
    }
}
