namespace Ganban.Bedrock.FoundationModels;

/// <summary>The ways to run a model, in the words of the listings.</summary>
public static class InferenceType
{
    /// <summary>By the bare model id, paid by the token.</summary>
    public const string OnDemand = "ON_DEMAND";

    /// <summary>Through bought throughput.</summary>
    public const string Provisioned = "PROVISIONED";

    /// <summary>Through an inference profile. Listings say so although the contract's enumeration does not.</summary>
    public const string InferenceProfile = "INFERENCE_PROFILE";
}
