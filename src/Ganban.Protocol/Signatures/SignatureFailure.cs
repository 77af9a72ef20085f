namespace Ganban.Protocol.Signatures;

/// <summary>A refusal with the modelled error it becomes.</summary>
/// <param name="Kind">Why.</param>
/// <param name="Message">The text a client sees.</param>
public sealed record SignatureFailure(SignatureFailureKind Kind, string Message)
{
    /// <summary>The modelled error's name.</summary>
    public string ErrorCode => Kind switch
    {
        SignatureFailureKind.MissingAuthenticationToken => "MissingAuthenticationTokenException",
        SignatureFailureKind.IncompleteSignature => "IncompleteSignatureException",
        SignatureFailureKind.InvalidSignature
            or SignatureFailureKind.Expired
            or SignatureFailureKind.NotYetCurrent => "InvalidSignatureException",
        SignatureFailureKind.UnrecognizedClient => "UnrecognizedClientException",
        SignatureFailureKind.ExpiredToken => "ExpiredTokenException",
        SignatureFailureKind.ContentHashMismatch => "XAmzContentSHA256Mismatch",
        _ => "AccessDeniedException",
    };

    /// <summary>The HTTP status: 400 for what is malformed, 403 for what is refused.</summary>
    public int HttpStatus =>
        Kind is SignatureFailureKind.IncompleteSignature or SignatureFailureKind.ContentHashMismatch ? 400 : 403;
}
