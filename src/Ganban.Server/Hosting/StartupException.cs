namespace Ganban.Server.Hosting;

/// <summary>The server can't start, for a reason that its operator can remove; the message says how.</summary>
public sealed class StartupException(string message, Exception? inner = null) : Exception(message, inner);
