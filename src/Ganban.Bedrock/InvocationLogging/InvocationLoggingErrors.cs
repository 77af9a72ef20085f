using Ganban.Contracts;
using Ganban.Contracts.Bedrock;

namespace Ganban.Bedrock.InvocationLogging;

/// <summary>The errors about the log of invocations.</summary>
internal static class InvocationLoggingErrors
{
    public static ModelledException NoDestination() => new ValidationException(
        "The loggingConfig names no destination. Send a cloudWatchConfig.");

    public static ModelledException LogGroupName(string name) => new ValidationException(
        $"The log group name '{name}' is not valid. Use letters, digits and the characters . - _ / #.");

    public static ModelledException NoS3(string member) => ModelledException.NotImplemented(
        $"Ganban does not write invocation logs to S3 yet. Send the loggingConfig without {member}; a cloudWatchConfig "
        + "writes files below the data folder.");
}
