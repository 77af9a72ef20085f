using Ganban.Storage;

namespace Ganban.Bedrock.ModelAccess;

/// <summary>That a tenant accepted the offer of a model; the document's id is the model's.</summary>
/// <param name="OfferToken">The token of the accepted offer.</param>
internal sealed record ModelAgreement(string OfferToken)
{
    public static DocumentKind<ModelAgreement> Kind { get; } =
        new("model-agreement", ModelAccessJson.Default.ModelAgreement);
}
