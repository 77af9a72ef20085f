using Ganban.Contracts.Bedrock;
using Runtime = Ganban.Contracts.BedrockRuntime;

namespace Ganban.Bedrock.ModelAccess;

/// <summary>The errors about access to models.</summary>
internal static class ModelAccessErrors
{
    /// <summary>In Amazon Bedrock's words.</summary>
    public static Runtime.AccessDeniedException NoAccess() => new(
        "You don't have access to the model with the specified model ID.");

    /// <summary>In Amazon Bedrock's words, without its advice to wait.</summary>
    public static Runtime.ResourceNotFoundException NoUseCase() => new(
        "Model use case details have not been submitted for this account. Fill out the Anthropic use case details form "
        + "before using the model.");

    public static ValidationException WrongOffer(string modelId) => new(
        $"The offer token is not one of model {modelId}. Use a token of ListFoundationModelAgreementOffers.");

    public static ConflictException AgreementExists(string modelId, Exception cause) => new(
        $"This account already has an agreement for model {modelId}.", cause);

    public static ResourceNotFoundException NoAgreement(string modelId) => new(
        $"This account has no agreement for model {modelId}.");

    public static ResourceNotFoundException NoForm() => new(
        "This account has not submitted use case details. Submit them with PutUseCaseForModelAccess.");
}
