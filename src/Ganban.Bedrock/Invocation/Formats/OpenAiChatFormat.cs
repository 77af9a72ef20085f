using System.Text.Json;
using Ganban.Bedrock.FoundationModels;
using Ganban.Bedrock.Invocation.Formats.ChatCompletions;
using Ganban.Contracts.BedrockRuntime;

namespace Ganban.Bedrock.Invocation.Formats;

/// <summary>OpenAI's chat completions, as gpt-oss, Qwen, DeepSeek V3 and other open models take them.</summary>
internal sealed class OpenAiChatFormat(TimeProvider clock) : INativeFormat
{
    public string Name => "openai-chat";

    public NativeCall Read(JsonElement body, CatalogModel model)
    {
        var root = new NativeBody(body);
        var (request, answers) = OpenAiChatBody.Read(root, OpenAiChatBody.Native, model);
        var name = root.Text("model");
        ReadSwitches(root);
        root.Check();
        Turns.RequireQuestion(request.Messages);
        return name is null || name == model.Id || name.EndsWith('.' + model.Id, StringComparison.Ordinal)
            ? Of(request, model, answers)
            : throw new ValidationException(
                $"The model in the body, {name}, is not the one that the request is sent to, {model.Id}.");
    }

    public NativeCall Of(ChatRequest request, CatalogModel model) => Of(request, model, answers: 1);

    // Checked, and without effect on the engine.
    private static void ReadSwitches(NativeBody root)
    {
        root.Boolean("stream");
        root.Text("user");
        if (root.Object("stream_options") is { } stream)
        {
            stream.Boolean("include_usage");
            stream.RefuseOthers();
        }
    }

    private ChatCompletionCall Of(ChatRequest request, CatalogModel model, int answers) =>
        new(ChatShape.OpenAi, model.Id, clock.GetUtcNow().ToUnixTimeSeconds())
        {
            Request = request,
            Answers = answers,
            Reasoning = InlineReasoning.OfChatCompletions(model),
        };
}
