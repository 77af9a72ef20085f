namespace Ganban.Protocol.Signatures;

/// <summary>The two kinds of Bedrock API key.</summary>
public enum BearerKeyKind
{
    /// <summary>A stored secret that begins with <c>ABSK</c>.</summary>
    LongTerm,

    /// <summary>
    /// A presigned request that begins with <c>bedrock-api-key-</c>; it is good for at most twelve hours.
    /// </summary>
    ShortTerm,
}
