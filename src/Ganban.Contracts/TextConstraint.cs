using System.Globalization;
using System.Text.RegularExpressions;

namespace Ganban.Contracts;

/// <summary>What the contract demands of a text: pattern, length in characters, enumeration.</summary>
public sealed class TextConstraint
{
    private static readonly TimeSpan PatternTimeout = TimeSpan.FromSeconds(1);
    private readonly Lazy<Regex?> _regex;

    /// <summary>Makes a constraint.</summary>
    /// <param name="min">Least length in characters.</param>
    /// <param name="max">Greatest length in characters.</param>
    /// <param name="pattern">A regular expression that the whole text must match; null for any text.</param>
    /// <param name="values">The values allowed; null for any.</param>
    /// <param name="sensitive">Whether the value must not be repeated in messages.</param>
    public TextConstraint(int min, int max, string? pattern, string[]? values, bool sensitive)
    {
        (Min, Max, Pattern, Values, Sensitive) = (min, max, pattern, values, sensitive);
        _regex = new(() => pattern is null ? null : Compile(pattern));
    }

    /// <summary>Least length in characters.</summary>
    public int Min { get; }

    /// <summary>Greatest length in characters.</summary>
    public int Max { get; }

    /// <summary>The pattern as the contract writes it.</summary>
    public string? Pattern { get; }

    /// <summary>The values allowed; null for any.</summary>
    public IReadOnlyList<string>? Values { get; }

    /// <summary>Whether the value must not be repeated in messages.</summary>
    public bool Sensitive { get; }

    /// <summary>All rules in words, as the service lists them for the elements of a list.</summary>
    public IEnumerable<string> Rules
    {
        get
        {
            if (Max < int.MaxValue)
            {
                yield return AtMost(Max);
            }

            if (Min > 0)
            {
                yield return AtLeast(Min);
            }

            if (Pattern is not null)
            {
                yield return Matches;
            }

            if (Values is not null)
            {
                yield return OneOf;
            }
        }
    }

    private string Matches => $"Member must satisfy regular expression pattern: {Pattern}";

    private string OneOf => $"Member must satisfy enum value set: [{string.Join(", ", Values!)}]";

    /// <summary>Whether the text breaks no rule.</summary>
    public bool IsSatisfiedBy(string value) => Fits(value) && MatchesPattern(value) && IsListed(value);

    /// <summary>The rules that the text breaks, pattern first as the service has it.</summary>
    public IEnumerable<string> Broken(string value)
    {
        if (!MatchesPattern(value))
        {
            yield return Matches;
        }

        if (!Fits(value))
        {
            yield return value.Length > Max ? AtMost(Max) : AtLeast(Min);
        }

        if (!IsListed(value))
        {
            yield return OneOf;
        }
    }

    internal static string AtLeast(long min) =>
        string.Create(CultureInfo.InvariantCulture, $"Member must have length greater than or equal to {min}");

    internal static string AtMost(long max) =>
        string.Create(CultureInfo.InvariantCulture, $"Member must have length less than or equal to {max}");

    private bool Fits(string value) => value.Length >= Min && value.Length <= Max;

    private bool IsListed(string value) => Values is null || Values.Contains(value, StringComparer.Ordinal);

    private bool MatchesPattern(string value)
    {
        try
        {
            return _regex.Value?.IsMatch(value) ?? true;
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }

    // The contract's patterns are written for Java: they must match the whole text, and may escape an underscore. One
    // of them (the ARNs that may be tagged) says "/d{12}" and "/d+" where it means digits, and would let no ARN
    // through. Those that look ahead can't run without backtracking; the time-out bounds them.
    private static Regex Compile(string pattern)
    {
        var meant = pattern
            .Replace(@"\_", "_", StringComparison.Ordinal)
            .Replace("/d{", @"\d{", StringComparison.Ordinal)
            .Replace("/d+", @"\d+", StringComparison.Ordinal);
        var whole = $@"\A(?:{meant})\z";
        try
        {
            return new Regex(whole, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking, PatternTimeout);
        }
        catch (NotSupportedException)
        {
            return new Regex(whole, RegexOptions.CultureInvariant, PatternTimeout);
        }
    }
}
