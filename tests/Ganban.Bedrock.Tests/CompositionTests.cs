using Ganban.Bedrock.FoundationModels;
using Ganban.Bedrock.InferenceProfiles;
using Ganban.Bedrock.ModelAccess;
using Ganban.Bedrock.Tagging;
using Ganban.Protocol.Pipeline;
using Microsoft.Extensions.DependencyInjection;

namespace Ganban.Bedrock.Tests;

public sealed class CompositionTests
{
    /// <summary>The operations of the features that the test composes, in all services.</summary>
    private static readonly string[] Operations =
    [
        "bedrock:CreateFoundationModelAgreement", "bedrock:CreateInferenceProfile",
        "bedrock:DeleteFoundationModelAgreement", "bedrock:DeleteInferenceProfile", "bedrock:GetFoundationModel",
        "bedrock:GetFoundationModelAvailability", "bedrock:GetInferenceProfile", "bedrock:GetUseCaseForModelAccess",
        "bedrock:ListFoundationModelAgreementOffers", "bedrock:ListFoundationModels", "bedrock:ListInferenceProfiles",
        "bedrock:ListTagsForResource", "bedrock:PutUseCaseForModelAccess", "bedrock:TagResource",
        "bedrock:UntagResource",
        "bedrock-agent:ListTagsForResource", "bedrock-agent:TagResource", "bedrock-agent:UntagResource",
        "bedrock-agent-runtime:ListTagsForResource", "bedrock-agent-runtime:TagResource",
        "bedrock-agent-runtime:UntagResource",
    ];

    private static readonly Type[] Features =
    [
        typeof(FoundationModelsModule), typeof(ModelAccessModule), typeof(InferenceProfilesModule),
        typeof(TaggingModule),
    ];

    [Fact]
    public async Task Every_handler_of_the_catalog_can_be_made_from_what_its_modules_register()
    {
        await using var test = TestStore.Open();
        var services = new ServiceCollection()
            .AddSingleton(test.Store)
            .AddFoundationModels()
            .AddModelAccess(new ModelAccessOptions())
            .AddInferenceProfiles()
            .AddTagging()
            .AddOperationHandlers();
        await using var provider = services.BuildServiceProvider();

        var handlers = services
            .Select(service => service.ServiceType)
            .Where(type => type.Name.EndsWith("Handler", StringComparison.Ordinal))
            .Where(type => Features.Any(feature => feature.Namespace == type.Namespace))
            .ToList();
        Assert.Equal(15, handlers.Count);
        Assert.All(handlers, handler => Assert.NotNull(provider.GetRequiredService(handler)));

        var registered = provider.GetServices<OperationEndpoint>().Select(endpoint => endpoint.Operation.ToString());
        Assert.Superset(Operations.ToHashSet(), registered.ToHashSet());
    }
}
