using System.Text.Json;
using Ganban.Bedrock.FoundationModels;

namespace Ganban.Bedrock.Invocation.Formats;

/// <summary>Mistral Large 24.02 takes both of the family's formats; a body with <c>messages</c> is a chat.</summary>
internal sealed class MistralLargeFormat(TimeProvider clock) : INativeFormat
{
    private readonly MistralTextFormat _text = new();
    private readonly MistralChatFormat _chat = new(clock);

    public string Name => "mistral-text+mistral-chat";

    public NativeCall Read(JsonElement body, CatalogModel model) =>
        body.ValueKind == JsonValueKind.Object && body.TryGetProperty("messages", out _)
            ? _chat.Read(body, model)
            : _text.Read(body, model);

    public NativeCall Of(ChatRequest request, CatalogModel model) => _chat.Of(request, model);
}
