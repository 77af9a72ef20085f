using System.Text.RegularExpressions;

namespace Ganban.Bedrock.Guardrails.Checks;

/// <summary>Makes the regular expressions that users give safe to run on any text.</summary>
internal static class UserPattern
{
    /// <summary>The longest that a pattern may take on one text.</summary>
    public static readonly TimeSpan TimeMax = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// Compiles a pattern to run in time linear to the text; one with look-arounds or back references, which can't, by
    /// backtracking within <see cref="TimeMax"/>.
    /// </summary>
    /// <exception cref="ArgumentException">It is no regular expression.</exception>
    public static Regex Compile(string pattern)
    {
        try
        {
            return new Regex(pattern, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking, TimeMax);
        }
        catch (NotSupportedException)
        {
            return new Regex(pattern, RegexOptions.CultureInvariant, TimeMax);
        }
    }
}
