using Ganban.Functions.Processes;

namespace Ganban.Functions.Execution;

/// <summary>A function's process that is ready to be started.</summary>
/// <param name="Command">What to run.</param>
/// <param name="Folder">The folder that is its own, and is removed with it.</param>
internal sealed record ProcessStart(ChildCommand Command, string Folder);
