using Ganban.Bedrock.Invocation.Formats;
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
        .AddSingleton<NativeInvocation>()
        .AddSingleton<ModelTargets>()
        .AddSingleton<ChatRun>();
}
