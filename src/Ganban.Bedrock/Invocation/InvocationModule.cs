using Ganban.Bedrock.Budgets;
using Ganban.Bedrock.Faults;
using Ganban.Bedrock.Guardrails;
using Ganban.Bedrock.Invocation.Converse;
using Ganban.Bedrock.Invocation.Formats;
using Ganban.Bedrock.Invocation.Formats.Embeddings;
using Ganban.Bedrock.Invocation.Formats.Images;
using Ganban.Bedrock.ModelImport;
using Ganban.Bedrock.Quotas;
using Ganban.Documents;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Ganban.Bedrock.Invocation;

/// <summary>What invoking models needs in the container.</summary>
public static class InvocationModule
{
    /// <summary>Registers the native formats and what runs them.</summary>
    /// <remarks>Without options registered by the host there are no quotas, no budgets and no faults.</remarks>
    public static IServiceCollection AddInvocation(this IServiceCollection services)
    {
        services.AddLogging();
        services.TryAddSingleton(new QuotaOptions([]));
        services.TryAddSingleton(new BudgetOptions([]));
        services.TryAddSingleton(new DeniedRegions([]));
        services.TryAddSingleton(new LenientOptions(IsLenient: false));
        services.TryAddSingleton(new FaultOptions(HeaderEnabled: false, []));
        return services
            .AddSingleton<QuotaBook>()
            .AddSingleton<BudgetBook>()
            .AddSingleton<FaultPlan>()
            .AddSingleton<InvocationGate>()
            .AddFormats()
            .AddSingleton<ReasoningSignatures>()
            .AddSingleton(new DocumentReader(new DocumentLimits()))
            .AddSingleton<ConverseFiles>()
            .AddSingleton<PromptDocuments>()
            .AddSingleton<NativeInvocation>()
            .AddSingleton<Leniency>()
            .AddSingleton<ImportedModels>()
            .AddSingleton<ModelTargets>()
            .AddSingleton<TokenCount>()
            .AddSingleton<ImageRun>()
            .AddSingleton<ChatRun>()
            .AddGuardrails();
    }

    private static IServiceCollection AddFormats(this IServiceCollection services) => services
        .AddSingleton<AnthropicMessagesFormat>()
        .AddSingleton<INativeFormat>(provider => provider.GetRequiredService<AnthropicMessagesFormat>())
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
        .AddSingleton<IImageFormat, TitanImageFormat>();
}
