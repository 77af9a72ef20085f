using System.Globalization;

namespace Ganban.Bedrock.Costs;

/// <summary>Which sums a report is about.</summary>
/// <param name="From">The first day in UTC, as <c>2026-01-31</c>; null: from the beginning.</param>
/// <param name="To">The last day; null: to the end.</param>
/// <param name="By">What to put together by: one of <see cref="Sides"/>, or <c>tag:KEY</c>.</param>
/// <param name="Account">Whose; null: of all accounts.</param>
public sealed record SpendQuery(string? From, string? To, string By, string? Account = null)
{
    private const string TagSide = "tag:";
    private const int TagKeyMax = 128;

    /// <summary>What sums can be put together by, beside <c>tag:KEY</c>.</summary>
    public static IReadOnlyList<string> Sides { get; } =
        ["day", "model", "profile", "caller", "region", "account"];

    /// <summary>The tag's key; null if <see cref="By"/> is no tag.</summary>
    public string? TagKey => By.StartsWith(TagSide, StringComparison.Ordinal) ? By[TagSide.Length..] : null;

    /// <summary>What is wrong and what to send instead; null if nothing is.</summary>
    public string? Problem() =>
        !IsDay(From) || !IsDay(To) ? "from and to must be days such as 2026-01-31."
        : TagKey is { Length: 0 or > TagKeyMax } || (TagKey is null && !Sides.Contains(By))
            ? $"by must be one of {string.Join(", ", Sides)}, or tag:KEY."
        : null;

    private static bool IsDay(string? text) =>
        text is null
        || DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);
}

/// <summary>A currency beside US dollars, at a fixed rate.</summary>
/// <param name="Code">Three letters, such as <c>JPY</c>.</param>
/// <param name="Rate">What a US dollar costs in it.</param>
public sealed record SpendCurrency(string Code, decimal Rate);
