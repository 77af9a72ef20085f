using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;

namespace Ganban.Bedrock.Engines.Recorded;

/// <summary>
/// A folder of recorded answers, a file for each request. A file appears whole or not at all; of two answers to one
/// request the newer stays. Safe for concurrent use.
/// </summary>
/// <param name="folder">The folder; it exists.</param>
/// <param name="logger">Learns what could not be written.</param>
public sealed partial class Recordings(string folder, ILogger<Recordings> logger)
{
    private const int FilesMax = 10_000;
    private const long FileBytesMax = 64 << 20;
    private const int Version = 1;
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Keeps an answer. What can't be written is told to the log; the answer goes on.</summary>
    /// <param name="key">The request.</param>
    /// <param name="answer">Members of the recording beside the request.</param>
    internal async Task Write(RequestKey key, JsonObject answer)
    {
        var path = PathOf(key);
        try
        {
            if (!File.Exists(path) && Directory.EnumerateFiles(folder).Take(FilesMax).Count() == FilesMax)
            {
                LogFull(folder, FilesMax);
                return;
            }

            answer["version"] = Version;
            answer["request"] = key.Request.DeepClone();
            var temporary = $"{path}.{Guid.NewGuid():N}.part";
            await File.WriteAllTextAsync(temporary, answer.ToJsonString(Indented));
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogFailed(e, folder);
        }
    }

    /// <summary>The recorded answer to a request; null if there is none.</summary>
    /// <exception cref="JsonException">The recording is broken.</exception>
    internal async Task<JsonElement?> Read(RequestKey key, CancellationToken cancellationToken)
    {
        try
        {
            await using var file = File.OpenRead(PathOf(key));
            if (file.Length > FileBytesMax)
            {
                throw new JsonException($"The recording is larger than {FileBytesMax} bytes.");
            }

            using var document = await JsonDocument.ParseAsync(file, cancellationToken: cancellationToken);
            return document.RootElement.TryGetProperty("version", out var version) && version.GetInt32() == Version
                ? document.RootElement.Clone()
                : throw new JsonException($"The recording is not of version {Version}.");
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    private string PathOf(RequestKey key) => Path.Combine(folder, key.Name + ".json");

    [LoggerMessage(1, LogLevel.Error, "An answer could not be recorded in {Folder}")]
    private partial void LogFailed(Exception exception, string folder);

    [LoggerMessage(2, LogLevel.Error, "{Folder} holds {FilesMax} recordings; no more are made")]
    private partial void LogFull(string folder, int filesMax);
}
