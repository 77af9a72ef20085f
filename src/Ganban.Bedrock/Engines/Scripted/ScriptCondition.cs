using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace Ganban.Bedrock.Engines.Scripted;

/// <summary>
/// What a request must have for a rule to answer it: all that is given. Letter case matters in texts.
/// </summary>
public sealed record ScriptCondition
{
    /// <summary>A pattern of catalog model ids, such as <c>anthropic.*</c>.</summary>
    public string? Model { get; init; }

    /// <summary>A text that stands in the user's last text.</summary>
    public string? User { get; init; }

    /// <summary>A regular expression that matches in the user's last text.</summary>
    public string? UserMatches { get; init; }

    /// <summary>A text that stands in the system text.</summary>
    public string? System { get; init; }

    /// <summary>A regular expression that matches in the system text.</summary>
    public string? SystemMatches { get; init; }

    /// <summary>The name of a tool that is offered.</summary>
    public string? Tool { get; init; }

    /// <summary>
    /// A text that stands in the results of tools that the conversation ends with; empty: it ends with any.
    /// </summary>
    public string? ToolResult { get; init; }

    /// <summary>
    /// Which of the account's requests that meet all the rest it must be, from 1; null: every one.
    /// </summary>
    public int? Call { get; init; }

    [JsonIgnore]
    private Lazy<Regex> UserRegex => field ??= new(() => Compile(UserMatches!));

    [JsonIgnore]
    private Lazy<Regex> SystemRegex => field ??= new(() => Compile(SystemMatches!));

    /// <summary>Whether a request meets all but <see cref="Call"/>.</summary>
    internal bool Meets(ScriptedRequest request) =>
        (Model is null || (request.Model is { } model && new ModelPattern(Model).Matches(model)))
        && (User is null || request.User.Contains(User, StringComparison.Ordinal))
        && (UserMatches is null || UserRegex.Value.IsMatch(request.User))
        && (System is null || request.System.Contains(System, StringComparison.Ordinal))
        && (SystemMatches is null || SystemRegex.Value.IsMatch(request.System))
        && (Tool is null || request.Tools.Contains(Tool))
        && (ToolResult is null || request.ToolResults?.Contains(ToolResult, StringComparison.Ordinal) == true);

    /// <summary>What is wrong; null if nothing.</summary>
    internal string? Problem()
    {
        foreach (var (name, regex) in new[] { ("userMatches", UserMatches), ("systemMatches", SystemMatches) })
        {
            try
            {
                _ = regex is null ? null : Compile(regex);
            }
            catch (Exception e) when (e is ArgumentException or NotSupportedException)
            {
                return $".{name} is no regular expression that can be used: {e.Message}";
            }
        }

        return Call < 1 ? ".call must be at least 1" : null;
    }

    // Texts come from callers: an expression must not take longer than the text is long.
    private static Regex Compile(string regex) =>
        new(regex, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
}
