namespace Ganban.Protocol.Signatures;

/// <summary>Why a request is not believed.</summary>
public enum SignatureFailureKind
{
    /// <summary>The request carries neither a signature nor a key.</summary>
    MissingAuthenticationToken,

    /// <summary>Parts of the signature are missing or malformed.</summary>
    IncompleteSignature,

    /// <summary>The signature does not fit the request, or its scope is wrong.</summary>
    InvalidSignature,

    /// <summary>The signature's time is over.</summary>
    Expired,

    /// <summary>The signature is of a time to come.</summary>
    NotYetCurrent,

    /// <summary>The access key or session token is not known.</summary>
    UnrecognizedClient,

    /// <summary>The session token was good once.</summary>
    ExpiredToken,

    /// <summary>A bearer key is not good.</summary>
    AccessDenied,

    /// <summary>S3 only: the stated hash of the body is rightly signed, but the body has another.</summary>
    ContentHashMismatch,
}
