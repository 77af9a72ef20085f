using Ganban.Bedrock.Invocation.Formats;
using Microsoft.Extensions.AI;

namespace Ganban.Bedrock.Invocation;

/// <summary>
/// What a request says of thinking, as engines understand it. Whether and how long a model really thinks is the
/// engine's doing; what it thinks is told only where the request asks for it.
/// </summary>
internal static class ReasoningSwitch
{
    // Claude's budgets have no names; these are where its own documentation draws the lines.
    private const int BudgetMedium = 4096;
    private const int BudgetHigh = 16384;

    /// <summary>Don't think, or at least don't tell.</summary>
    public static ReasoningOptions Off() => new() { Effort = ReasoningEffort.None, Output = ReasoningOutput.None };

    /// <summary>Think with a budget of tokens.</summary>
    public static ReasoningOptions Budget(int tokens) => On(tokens switch
    {
        >= BudgetHigh => ReasoningEffort.High,
        >= BudgetMedium => ReasoningEffort.Medium,
        _ => ReasoningEffort.Low,
    });

    /// <summary>Think with an effort by its name; null leaves it to the model.</summary>
    public static ReasoningOptions Named(string? effort) => effort == "none" ? Off() : On(effort switch
    {
        "minimal" or "low" => ReasoningEffort.Low,
        "medium" => ReasoningEffort.Medium,
        "high" or "xhigh" or "max" => ReasoningEffort.High,
        _ => null,
    });

    /// <summary>Reads an effort by its name; null where the body names none.</summary>
    public static ReasoningOptions? Read(NativeBody body, string member, IReadOnlyList<string> efforts) =>
        efforts.Count > 0 && body.OneOf(member, [.. efforts]) is { } effort ? Named(effort) : null;

    /// <summary>Whether what the model thinks is to be told.</summary>
    public static bool IsTold(ReasoningOptions? reasoning) => reasoning?.Output != ReasoningOutput.None;

    private static ReasoningOptions On(ReasoningEffort? effort) =>
        new() { Effort = effort, Output = ReasoningOutput.Full };
}
