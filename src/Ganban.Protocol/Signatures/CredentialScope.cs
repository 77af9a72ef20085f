namespace Ganban.Protocol.Signatures;

/// <summary>What a derived signing key is good for: one day, one region, one service.</summary>
/// <param name="Date">The UTC day as <c>yyyyMMdd</c>.</param>
/// <param name="Region">The region, such as <c>us-east-1</c>.</param>
/// <param name="Service">The signing name, such as <c>bedrock</c>.</param>
public readonly record struct CredentialScope(string Date, string Region, string Service)
{
    /// <summary>The word every scope ends with.</summary>
    public const string Terminator = "aws4_request";

    /// <summary>The scope as it is signed: <c>date/region/service/aws4_request</c>.</summary>
    public override string ToString() => $"{Date}/{Region}/{Service}/{Terminator}";
}
