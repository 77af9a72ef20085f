namespace Ganban.Protocol.Signatures;

/// <summary>What a signature is made with.</summary>
/// <param name="AccessKeyId">The key's public name.</param>
/// <param name="SecretAccessKey">The secret.</param>
/// <param name="SessionToken">The session token of temporary credentials.</param>
public sealed record SigningCredentials(string AccessKeyId, string SecretAccessKey, string? SessionToken = null)
{
    /// <summary>The name only, so that no secret ends in a log.</summary>
    public override string ToString() => $"{nameof(SigningCredentials)} {{ {AccessKeyId} }}";
}
