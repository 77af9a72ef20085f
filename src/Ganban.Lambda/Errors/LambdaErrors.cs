using Ganban.Contracts;
using Ganban.Functions;

namespace Ganban.Lambda.Errors;

/// <summary>Lambda's errors: names, statuses and words.</summary>
internal static class LambdaErrors
{
    private const string NamePattern =
        @"(arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:)?(\d{12}:)?(function:)?([a-zA-Z0-9-_\.]+)(:(\$LATEST|[a-zA-Z0-9-_]+))?";

    public static ModelledException InvalidParameterValue(string message, Exception? cause = null) =>
        new("InvalidParameterValueException", 400, message, cause);

    public static ModelledException Unreadable(string message) => new("SerializationException", 400, message);

    public static ModelledException Constraint(string member, string? value, string constraint) => new(
        "ValidationException",
        400,
        $"1 validation error detected: Value {(value is null ? "null" : $"'{value}'")} at '{member}' failed to satisfy constraint: "
        + constraint);

    public static ModelledException BadFunctionName(string name) =>
        Constraint("functionName", name, "Member must satisfy regular expression pattern: " + NamePattern);

    public static ModelledException OutOfRange(string member, int value, int min, int max) => Constraint(
        member,
        value.ToString(System.Globalization.CultureInfo.InvariantCulture),
        value < min
            ? $"Member must have value greater than or equal to {min}"
            : $"Member must have value less than or equal to {max}");

    public static ModelledException Missing(string member) => Constraint(member, null, "Member must not be null");

    public static ModelledException FunctionNotFound(FunctionReference function) => new(
        "ResourceNotFoundException",
        404,
        $"Function not found: {function.QualifiedArn}");

    public static ModelledException NoAlias(FunctionReference alias) =>
        new("ResourceNotFoundException", 404, $"Cannot find alias arn: {alias.QualifiedArn}");

    public static ModelledException AliasExists(FunctionReference alias, Exception cause) =>
        new("ResourceConflictException", 409, $"Alias already exists: {alias.QualifiedArn}", cause);

    public static ModelledException TooManyAliases(int max) => new(
        "CodeStorageExceededException", 400, $"The function has {max} aliases already. Delete some first.");

    public static ModelledException VersionInUse(IEnumerable<string> aliases) => new(
        "ResourceConflictException",
        409,
        $"Unable to delete version because the following aliases reference it: [{string.Join(", ", aliases)}]");

    public static ModelledException FunctionExists(string name, Exception cause) =>
        new("ResourceConflictException", 409, $"Function already exist: {name}", cause);

    public static ModelledException ChangedMeanwhile(Exception cause) => new(
        "ResourceConflictException",
        409,
        "The function was changed by another request meanwhile. Read it and try again.",
        cause);

    public static ModelledException WrongRevision() => new(
        "PreconditionFailedException",
        412,
        "The RevisionId provided does not match the latest RevisionId. Call the GetFunction/GetAlias API to retrieve the latest RevisionId");

    public static ModelledException TooManyFunctions() => new(
        "CodeStorageExceededException",
        400,
        $"There are {FunctionLimits.FunctionsMax} functions and versions in this region already. Delete some first.");

    public static ModelledException NoPolicy() =>
        new("ResourceNotFoundException", 404, "The resource you requested does not exist.");

    public static ModelledException StatementExists(string id) => new(
        "ResourceConflictException",
        409,
        $"The statement id ({id}) provided already exists. Please provide a new statement id, or remove the existing statement.");

    public static ModelledException NoStatement(string id) =>
        new("ResourceNotFoundException", 404, $"Statement {id} is not found in resource policy.");

    public static ModelledException PolicyTooLong() => new(
        "PolicyLengthExceededException", 400, "The final policy size is bigger than the limit (20480).");

    public static ModelledException BadClientContext() => new(
        "InvalidRequestContentException",
        400,
        "Client context must be a valid Base64-encoded JSON object of up to 3583 bytes, "
        + "and of up to 15000 with what is not ASCII and HTML's characters escaped.");

    public static ModelledException EventIsNotJson() => new(
        "InvalidRequestContentException", 400, "Could not parse request body into json: it is not one JSON value in UTF-8.");

    public static ModelledException EventTooLarge(int bytes, int bytesMax) => new(
        "RequestTooLargeException", 413, $"{bytes} byte payload is too large for an event (limit {bytesMax} bytes).");

    /// <summary>What keeps a function from being run.</summary>
    public static ModelledException From(FunctionException e) => e.Failure switch
    {
        FunctionFailure.NotFound => new("ResourceNotFoundException", 404, e.Message, e),
        FunctionFailure.Busy => new("TooManyRequestsException", 429, e.Message, e),
        _ => new("ServiceException", 502, e.Message, e),
    };
}
