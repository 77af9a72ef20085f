using System.Text.RegularExpressions;
using Ganban.Server.Coverage;

namespace Ganban.Architecture.Tests;

/// <summary>The documentation says what is so.</summary>
public sealed partial class DocumentationTests
{
    private const string Compatibility = "docs/compatibility.md";

    [Fact]
    public void Every_link_between_pages_resolves()
    {
        var wrong =
            from page in Repository.Markdown
            from Match link in Link().Matches(Fence().Replace(Repository.Read(page), ""))
            let target = link.Groups[1].Value
            where !Uri.TryCreate(target, UriKind.Absolute, out _) && !Resolves(page, target)
            select $"{page}: {target}";
        Offences.None(wrong);
    }

    [Fact]
    public void The_table_of_compatibility_is_the_one_that_the_code_makes()
    {
        var expected = CoverageList.ToMarkdown(CoverageList.Make());
        Assert.True(
            Repository.Read(Compatibility).Contains(expected, StringComparison.Ordinal),
            $"{Compatibility} is out of date. Replace its table by the output of "
            + "'dotnet run --project src/Ganban.Server -- coverage --markdown'.");
    }

    private static bool Resolves(string page, string target)
    {
        var parts = target.Split('#', 2);
        var path = parts[0].Length == 0
            ? Path.Combine(Repository.Root, page)
            : Path.GetFullPath(Path.Combine(Repository.Root, Path.GetDirectoryName(page)!, parts[0]));
        var exists = File.Exists(path) || Directory.Exists(path);
        return exists && (parts.Length == 1 || Headings(path).Contains(parts[1]));
    }

    // As code hosts make anchors: lower case, spaces to hyphens, punctuation dropped.
    private static IEnumerable<string> Headings(string path) => File.ReadLines(path)
        .Where(line => line.StartsWith('#'))
        .Select(line => NotInAnchors().Replace(line.TrimStart('#').Trim().ToLowerInvariant(), "").Replace(' ', '-'));

    [GeneratedRegex(@"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"[^\p{L}\p{N} _-]")]
    private static partial Regex NotInAnchors();
}
