using Ganban.Bedrock.FoundationModels;
using Ganban.Bedrock.InferenceProfiles;
using Ganban.Bedrock.ModelAccess;
using Ganban.Bedrock.Tagging;
using Ganban.Protocol.Pipeline;
using Microsoft.Extensions.DependencyInjection;

namespace Ganban.Bedrock.Tests;

public sealed class CompositionTests
{
    [Fact]
    public async Task Every_handler_can_be_made_from_what_the_modules_register()
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
            .Where(service => service.ServiceType.Name.EndsWith("Handler", StringComparison.Ordinal));

        Assert.All(handlers, handler => Assert.NotNull(provider.GetRequiredService(handler.ServiceType)));
        var operations = provider.GetServices<OperationEndpoint>().Select(endpoint => endpoint.Operation.ToString());
        Assert.Superset(
            new HashSet<string>(
            [
                "bedrock:ListFoundationModels", "bedrock:GetFoundationModel", "bedrock:GetFoundationModelAvailability",
                "bedrock:ListFoundationModelAgreementOffers", "bedrock:CreateFoundationModelAgreement",
                "bedrock:DeleteFoundationModelAgreement", "bedrock:GetUseCaseForModelAccess",
                "bedrock:PutUseCaseForModelAccess", "bedrock:ListInferenceProfiles", "bedrock:GetInferenceProfile",
                "bedrock:CreateInferenceProfile", "bedrock:DeleteInferenceProfile", "bedrock:TagResource",
                "bedrock:UntagResource", "bedrock:ListTagsForResource", "bedrock-agent:TagResource",
                "bedrock-agent:UntagResource", "bedrock-agent:ListTagsForResource", "bedrock-agent-runtime:TagResource",
                "bedrock-agent-runtime:UntagResource", "bedrock-agent-runtime:ListTagsForResource",
            ]),
            operations.ToHashSet());
    }
}
