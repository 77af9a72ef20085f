using Ganban.Bedrock.Invocation.Formats;
using Ganban.Bedrock.Invocation.Formats.Embeddings;
using Ganban.Bedrock.Invocation.Formats.Images;
using Microsoft.Extensions.DependencyInjection;

namespace Ganban.Bedrock.Invocation;

/// <summary>What invoking models needs in the container.</summary>
public static class InvocationModule
{
    /// <summary>Registers the native formats and what runs them.</summary>
    public static IServiceCollection AddInvocation(this IServiceCollection services) => services
        .AddSingleton<INativeFormat, AnthropicMessagesFormat>()
        .AddSingleton<INativeFormat, AnthropicTextFormat>()
        .AddSingleton<INativeFormat, CohereChatFormat>()
        .AddSingleton<INativeFormat, CohereCommandFormat>()
        .AddSingleton<INativeFormat, DeepSeekTextFormat>()
        .AddSingleton<INativeFormat, JambaFormat>()
        .AddSingleton<INativeFormat, Jurassic2Format>()
        .AddSingleton<INativeFormat, MetaLlamaFormat>()
        .AddSingleton<INativeFormat, MistralChatFormat>()
        .AddSingleton<INativeFormat, MistralLargeFormat>()
        .AddSingleton<INativeFormat, MistralTextFormat>()
        .AddSingleton<INativeFormat, NovaMessagesFormat>()
        .AddSingleton<INativeFormat, OpenAiChatFormat>()
        .AddSingleton<INativeFormat, TitanTextFormat>()
        .AddSingleton<INativeFormat, WriterChatFormat>()
        .AddSingleton<IEmbeddingFormat, AmazonRerankFormat>()
        .AddSingleton<IEmbeddingFormat, CohereEmbedV3Format>()
        .AddSingleton<IEmbeddingFormat, CohereEmbedV4Format>()
        .AddSingleton<IEmbeddingFormat, CohereRerankFormat>()
        .AddSingleton<IEmbeddingFormat, NovaEmbeddingFormat>()
        .AddSingleton<IEmbeddingFormat, TitanEmbedG1Format>()
        .AddSingleton<IEmbeddingFormat, TitanEmbedMultimodalFormat>()
        .AddSingleton<IEmbeddingFormat, TitanEmbedV2Format>()
        .AddSingleton<IImageFormat, NovaCanvasFormat>()
        .AddSingleton<IImageFormat, StabilityImageFormat>()
        .AddSingleton<IImageFormat, StabilityServiceFormat>()
        .AddSingleton<IImageFormat, StableDiffusionFormat>()
        .AddSingleton<IImageFormat, TitanImageFormat>()
        .AddSingleton<NativeInvocation>()
        .AddSingleton<ModelTargets>()
        .AddSingleton<TokenCount>()
        .AddSingleton<ChatRun>();
}
