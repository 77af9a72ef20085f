using Ganban.Contracts.BedrockAgentRuntime;

namespace Ganban.Bedrock.Sessions;

/// <summary>The errors of sessions.</summary>
internal static class SessionsErrors
{
    public static ResourceNotFoundException NoSession(string identifier) => new(
        $"The session {identifier} does not exist in this account and region. Check the identifier; ListSessions shows all.");

    public static ResourceNotFoundException NoInvocation(string session, string invocation) => new(
        $"The session {session} has no invocation {invocation}. Check the identifier; ListInvocations shows all.");

    public static ResourceNotFoundException NoStep(string invocation, string step) => new(
        $"The invocation {invocation} has no step {step}. Check the identifier; ListInvocationSteps shows all.");

    public static ConflictException NotActive(string session, string status) => new(
        $"The session {session} is {status}: it can be read, but nothing can be changed in it. Create another session.");

    public static ConflictException StillActive(string session) => new(
        $"The session {session} is ACTIVE and can't be deleted. End it with EndSession first.");

    public static ConflictException InvocationExists(string invocation, Exception cause) => new(
        $"The session has an invocation {invocation} already. Choose another invocationId, or leave it out.", cause);

    public static ConflictException OtherStep(string step) => new(
        $"The invocation has a step {step} already, with another time or payload. Choose another invocationStepId, or leave it out.");

    public static ConflictException Changed(string session, Exception cause) => new(
        $"The session {session} was changed or deleted by another request meanwhile. Read it and try again.", cause);

    public static ServiceQuotaExceededException TooMany(string what, int max) => new(
        $"There are {max} {what}, the most that there may be. Delete some, or begin a new session.");

    public static ServiceQuotaExceededException TooManyTags() => new(Tagging.TaggingErrors.TooManyTags());

    public static ValidationException ReservedTag(string key) => new(Tagging.TaggingErrors.ReservedKey(key));

    public static ValidationException TooLarge(int bytes, int bytesMax) => new(
        $"The payload has {bytes} bytes as JSON, {bytesMax} are possible. Divide it into several steps, or put images into S3.");

    public static ValidationException BadToken(Exception cause) => new(
        "The provided nextToken is invalid. Use the token of the page before with the same parameters, or none.", cause);
}
