namespace Ganban.Server.Hosting;

/// <summary>What the log says of engines in this process, and callers need not know.</summary>
internal sealed partial class EngineLog(ILogger<EngineLog> logger)
{
    [LoggerMessage(1, LogLevel.Error, "The engine {Name} can't be opened: {Reason}")]
    public partial void NotOpen(string name, string reason);

    [LoggerMessage(2, LogLevel.Warning, "The engine {Name} can't be opened now: {Reason}")]
    public partial void NoRoom(string name, string reason);

    [LoggerMessage(3, LogLevel.Error, "The engine {Name} failed while it computed an answer")]
    public partial void Failed(string name, Exception exception);
}
