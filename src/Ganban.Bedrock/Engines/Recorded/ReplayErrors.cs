using System.Text.Json;
using Ganban.Contracts;
using Ganban.Contracts.BedrockRuntime;

namespace Ganban.Bedrock.Engines.Recorded;

/// <summary>The words of what can't be replayed.</summary>
internal static class ReplayErrors
{
    /// <summary>Nobody recorded the request.</summary>
    public static ModelledException NotRecorded(string engine, RequestKey key, string request) =>
        new ModelErrorException(
            $"The engine '{engine}' replays recordings, and this request was not recorded (it would be {key.Name}): {request}. "
            + "Record it with an engine that has the setting Record, or send what was recorded.");

    /// <summary>A recording can't be read.</summary>
    public static ModelledException Broken(string engine, RequestKey key, Exception cause) => new ModelErrorException(
        $"The recording {key.Name} of the engine '{engine}' can't be read: {cause.Message} Record it anew.", cause);

    /// <summary>Whether an exception comes of reading a broken file.</summary>
    public static bool IsMisread(Exception exception) =>
        exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException
            or IndexOutOfRangeException or IOException or UnauthorizedAccessException;
}
