using Ganban.Contracts;
using Ganban.Contracts.Bedrock;
using Ganban.Storage.Objects;

namespace Ganban.Bedrock.InvocationLogging;

/// <summary>The errors about the log of invocations.</summary>
internal static class InvocationLoggingErrors
{
    public static ModelledException NoDestination() => new ValidationException(
        "The loggingConfig names no destination. Send a cloudWatchConfig, an s3Config, or both.");

    public static ModelledException LogGroupName(string name) => new ValidationException(
        $"The log group name '{name}' is not valid. Use letters, digits and the characters . - _ / #.");

    public static ModelledException LongPrefix(string member, int bytesMax) => new ValidationException(
        $"{member}.keyPrefix must have at most {bytesMax} bytes, since the keys of the log go on behind it.");

    public static ModelledException NoBucket(string member, string bucket, ObjectStoreException cause) =>
        new ValidationException(
            $"The bucket {bucket} of {member} can't be written to. {cause.Error}: {cause.Message}", cause);
}
