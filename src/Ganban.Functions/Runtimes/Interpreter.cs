namespace Ganban.Functions.Runtimes;

/// <summary>An interpreter of this machine.</summary>
/// <param name="Path">Its program.</param>
/// <param name="Version">Its version, such as <c>3.12.4</c>.</param>
internal sealed record Interpreter(string Path, string Version);
