using System.Globalization;

namespace Ganban.Bedrock.Ingestion.Web;

/// <summary>
/// What a web site's robots.txt allows a crawler (RFC 9309): the group of its own name, else that of all; of the rules
/// that match a path the longest decides, and of two as long the one that allows.
/// </summary>
internal sealed class RobotsFile
{
    /// <summary>The most bytes that are read of one: what the RFC asks for at least.</summary>
    public const int BytesMax = 500 * 1024;

    private const int RulesMax = 10_000;
    private static readonly TimeSpan DelayMax = TimeSpan.FromSeconds(60);
    private readonly List<(string Pattern, bool IsAllowed)> _rules = [];

    /// <summary>Everything is allowed.</summary>
    public static RobotsFile Open { get; } = new();

    /// <summary>The pause that the site asks for between requests; zero for none, a minute at most.</summary>
    public TimeSpan Delay { get; private set; }

    /// <summary>Reads a file for a crawler.</summary>
    /// <param name="text">The file.</param>
    /// <param name="name">What the crawler calls itself.</param>
    public static RobotsFile Read(string text, string name)
    {
        var own = new RobotsFile();
        var all = new RobotsFile();
        var hasOwn = false;
        List<RobotsFile> group = [];
        var isNaming = false;
        foreach (var line in text.Split('\n'))
        {
            var pair = line.Split('#')[0].Split(':', 2);
            if (pair.Length < 2)
            {
                continue;
            }

            var (key, value) = (pair[0].Trim().ToLowerInvariant(), pair[1].Trim());
            if (key == "user-agent")
            {
                group = isNaming ? group : [];
                isNaming = true;
                if (value == "*")
                {
                    group.Add(all);
                }
                else if (value.Length > 0 && name.StartsWith(value, StringComparison.OrdinalIgnoreCase))
                {
                    hasOwn = true;
                    group.Add(own);
                }

                continue;
            }

            isNaming = false;
            group.ForEach(file => file.Add(key, value));
        }

        return hasOwn ? own : all;
    }

    /// <summary>Whether a path, with its query, may be visited.</summary>
    public bool Allows(string pathAndQuery)
    {
        var best = _rules
            .Where(rule => Matches(rule.Pattern, pathAndQuery))
            .OrderByDescending(rule => rule.Pattern.Length)
            .ThenByDescending(rule => rule.IsAllowed)
            .FirstOrDefault();
        return best.Pattern is null || best.IsAllowed;
    }

    private void Add(string key, string value)
    {
        if (key is "allow" or "disallow" && value.Length > 0 && _rules.Count < RulesMax)
        {
            _rules.Add((value, key == "allow"));
        }
        else if (key == "crawl-delay"
            && double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds)
            && seconds > 0)
        {
            Delay = TimeSpan.FromSeconds(Math.Min(seconds, DelayMax.TotalSeconds));
        }
    }

    // Parts between stars are looked for from left to right, which needs no way back: the last must end the path if the
    // pattern says so.
    private static bool Matches(string pattern, string path)
    {
        var isWhole = pattern.EndsWith('$');
        var parts = (isWhole ? pattern[..^1] : pattern).Split('*');
        if (!path.StartsWith(parts[0], StringComparison.Ordinal))
        {
            return false;
        }

        var at = parts[0].Length;
        for (var i = 1; i < parts.Length; i++)
        {
            var isLast = isWhole && i == parts.Length - 1;
            var found = isLast
                ? path.EndsWith(parts[i], StringComparison.Ordinal) ? path.Length - parts[i].Length : -1
                : path.IndexOf(parts[i], at, StringComparison.Ordinal);
            if (found < at)
            {
                return false;
            }

            at = found + parts[i].Length;
        }

        return !isWhole || at == path.Length;
    }
}
