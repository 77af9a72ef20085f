using Ganban.Contracts;
using Ganban.Protocol.Callers;
using Ganban.Protocol.Signatures;
using Ganban.Storage.Objects;

namespace Ganban.S3.Errors;

/// <summary>S3's errors: codes, statuses and words.</summary>
internal static class S3Errors
{
    public static ModelledException InvalidUri() => new("InvalidURI", 400, "Couldn't parse the specified URI.");

    public static ModelledException KeyTooLong() =>
        new("KeyTooLongError", 400, "Your key is too long");

    public static ModelledException InvalidArgument(string message) => new("InvalidArgument", 400, message);

    public static ModelledException InvalidRequest(string message) => new("InvalidRequest", 400, message);

    public static ModelledException InvalidBucketName() =>
        new("InvalidBucketName", 400, "The specified bucket is not valid.");

    public static ModelledException MalformedXml(Exception? cause = null) => new(
        "MalformedXML",
        400,
        "The XML you provided was not well-formed or did not validate against our published schema",
        cause);

    public static ModelledException MethodNotAllowed() =>
        new("MethodNotAllowed", 405, "The specified method is not allowed against this resource.");

    public static ModelledException NotImplemented(string what) =>
        new("NotImplemented", 501, $"Ganban does not implement {what}.");

    public static ModelledException NoSuchKey() => new("NoSuchKey", 404, "The specified key does not exist.");

    public static ModelledException AccessDenied() => new("AccessDenied", 403, "Access Denied");

    public static ModelledException AclNotSupported() =>
        new("AccessControlListNotSupported", 400, "The bucket does not allow ACLs");

    public static ModelledException BadDigest(string what, Exception? cause = null) =>
        new("BadDigest", 400, $"The {what} you specified did not match the calculated checksum.", cause);

    public static ModelledException InvalidDigest() =>
        new("InvalidDigest", 400, "The Content-MD5 you specified is not valid.");

    public static ModelledException ContentHashMismatch() => new(
        "XAmzContentSHA256Mismatch", 400, "The provided 'x-amz-content-sha256' header does not match what was computed.");

    public static ModelledException IncompleteBody(Exception cause) => new("IncompleteBody", 400, cause.Message, cause);

    public static ModelledException MalformedTrailer(string message) => new("MalformedTrailerError", 400, message);

    public static ModelledException EntityTooLarge() =>
        new("EntityTooLarge", 400, "Your proposed upload exceeds the maximum allowed size");

    public static ModelledException EntityTooSmall() =>
        new("EntityTooSmall", 400, "Your proposed upload is smaller than the minimum allowed size");

    public static ModelledException MalformedForm(Exception? cause = null) => new(
        "MalformedPOSTRequest", 400, "The body of your POST request is not well-formed multipart/form-data.", cause);

    public static ModelledException FormFieldsTooLarge() => new(
        "MaxPostPreDataLengthExceededError", 400, "Your POST request fields preceding the upload file were too large.");

    public static ModelledException InvalidPolicy(Exception cause) => new(
        "InvalidPolicyDocument", 400, "The policy of the form is no policy document.", cause);

    public static ModelledException PolicyRefuses(string why) =>
        new("AccessDenied", 403, "Invalid according to Policy: " + why);

    public static ModelledException MessageTooLarge() =>
        new("MaxMessageLengthExceeded", 400, "Your request was too big.");

    public static ModelledException InvalidLocationConstraint() =>
        new("InvalidLocationConstraint", 400, "The specified location-constraint is not valid");

    public static ModelledException MetadataTooLarge() => new(
        "MetadataTooLarge", 400, "Your metadata headers exceed the maximum allowed metadata size");

    public static ModelledException InvalidPart() => new(
        "InvalidPart",
        400,
        "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.");

    public static ModelledException InvalidTag(string message) => new("InvalidTag", 400, message);

    public static ModelledException PreconditionFailed() => new(
        "PreconditionFailed", 412, "At least one of the pre-conditions you specified did not hold");

    public static ModelledException ObjectsElsewhere(string where) => new(
        "NotImplemented",
        501,
        $"This server keeps its objects at {where}. Send S3 requests there.");

    /// <summary>What the store refuses.</summary>
    public static ModelledException From(ObjectStoreException refusal) => new(
        refusal.Error == ObjectStoreError.Unavailable ? "ServiceUnavailable" : refusal.Error.ToString(),
        refusal.Error switch
        {
            ObjectStoreError.AccessDenied => 403,
            ObjectStoreError.NoSuchBucket or ObjectStoreError.NoSuchKey or ObjectStoreError.NoSuchUpload => 404,
            ObjectStoreError.BucketAlreadyExists
                or ObjectStoreError.BucketAlreadyOwnedByYou
                or ObjectStoreError.BucketNotEmpty => 409,
            ObjectStoreError.PreconditionFailed => 412,
            ObjectStoreError.InvalidRange => 416,
            ObjectStoreError.Unavailable => 503,
            _ => 400,
        },
        refusal.Message,
        refusal);

    /// <summary>A signature that is not believed.</summary>
    public static ModelledException From(SignatureRefusedException refusal, bool presigned) =>
        refusal.Failure.Kind switch
        {
            SignatureFailureKind.MissingAuthenticationToken => AccessDenied(),
            SignatureFailureKind.IncompleteSignature when presigned =>
                new("AuthorizationQueryParametersError", 400, refusal.Message, refusal),
            SignatureFailureKind.IncompleteSignature =>
                new("AuthorizationHeaderMalformed", 400, refusal.Message, refusal),
            SignatureFailureKind.UnrecognizedClient => UnknownKey(refusal),
            SignatureFailureKind.ExpiredToken => new("ExpiredToken", 400, "The provided token has expired.", refusal),
            SignatureFailureKind.ContentHashMismatch => ContentHashMismatch(),
            SignatureFailureKind.Expired when presigned => RequestExpired(refusal),
            SignatureFailureKind.Expired or SignatureFailureKind.NotYetCurrent => new(
                "RequestTimeTooSkewed",
                403,
                "The difference between the request time and the current time is too large.",
                refusal),
            SignatureFailureKind.InvalidSignature => SignatureDoesNotMatch(refusal),
            _ => AccessDenied(),
        };

    public static ModelledException UnknownKey(Exception? cause = null) => new(
        "InvalidAccessKeyId", 403, "The AWS Access Key Id you provided does not exist in our records.", cause);

    public static ModelledException RequestExpired(Exception? cause = null) =>
        new("AccessDenied", 403, "Request has expired", cause);

    public static ModelledException SignatureDoesNotMatch(Exception? cause = null) => new(
        "SignatureDoesNotMatch",
        403,
        "The request signature we calculated does not match the signature you provided. Check your key and signing method.",
        cause);
}
