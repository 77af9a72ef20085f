using Ganban.Contracts;

namespace Ganban.Bedrock.Engines.Scripted;

/// <summary>An error that a rule answers.</summary>
/// <param name="Name">The error's name, such as <c>ThrottlingException</c>.</param>
/// <param name="Message">Its message; null: one that says where it comes from.</param>
/// <param name="AfterPieces">After how many pieces of the reply it comes; 0: in place of it.</param>
public sealed record ScriptError(string Name, string? Message = null, int AfterPieces = 0)
{
    /// <summary>The error as it is answered.</summary>
    internal ModelledException Make(string engine) =>
        RuntimeErrors.Make(Name, Message ?? $"The script of the engine '{engine}' answers this error.");

    /// <summary>What is wrong; null if nothing.</summary>
    internal string? Problem() =>
        Name is null || !RuntimeErrors.Names.Contains(Name)
            ? $".name must be one of {string.Join(", ", RuntimeErrors.Names)}"
            : AfterPieces < 0 ? ".afterPieces must not be negative"
            : null;
}
