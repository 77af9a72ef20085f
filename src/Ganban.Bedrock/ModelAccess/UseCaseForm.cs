using Ganban.Storage;

namespace Ganban.Bedrock.ModelAccess;

/// <summary>The use-case form of a tenant, as it was sent: one per tenant, not looked into.</summary>
/// <param name="FormData">The form, 10 to 16384 bytes.</param>
internal sealed record UseCaseForm(byte[] FormData)
{
    /// <summary>The id of the one document.</summary>
    public const string Id = "form";

    public static DocumentKind<UseCaseForm> Kind { get; } = new("use-case-form", ModelAccessJson.Default.UseCaseForm);
}
