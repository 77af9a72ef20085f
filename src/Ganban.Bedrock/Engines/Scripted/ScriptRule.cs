namespace Ganban.Bedrock.Engines.Scripted;

/// <summary>A rule of a script.</summary>
/// <param name="Name">Its name, which the list of calls tells; null: its place, such as <c>rules[3]</c>.</param>
/// <param name="When">What a request must have; null: nothing.</param>
/// <param name="Reply">What is answered; null: nothing but the error.</param>
/// <param name="Error">The error that is answered, or that ends the reply; null for none.</param>
public sealed record ScriptRule(string? Name, ScriptCondition? When, ScriptReply? Reply, ScriptError? Error)
{
    /// <summary>What is wrong, as the rest of a sentence that begins with the rule's place; null if nothing.</summary>
    internal string? Problem() =>
        Reply is null && Error is null ? " has neither 'reply' nor 'error'"
        : When?.Problem() is { } when ? $".when{when}"
        : Reply?.Problem() is { } reply ? $".reply{reply}"
        : Error?.Problem() is { } error ? $".error{error}"
        : null;
}
