using System.Text.RegularExpressions;
using Ganban.Server.Coverage;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Ganban.Architecture.Tests;

/// <summary>The documentation says what is so.</summary>
public sealed partial class DocumentationTests
{
    private const string Compatibility = "docs/compatibility.md";
    private const string Fields = "docs/compatibility-fields.md";
    private const string Complaints = "docs/complaints.md";

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

    [Fact]
    public void The_page_of_fields_is_the_one_that_the_code_makes() => Assert.True(
        Repository.Read(Fields) == FieldPage.Make(FieldList.Make()),
        $"{Fields} is out of date. Replace it by the output of "
        + "'dotnet run --project src/Ganban.Server -- coverage --fields --markdown'.");

    [Fact]
    public void A_field_that_is_used_is_not_listed_and_one_that_is_not_is()
    {
        var converse = FieldList.Make().Single(item => item.Operation.Name == "Converse");

        Assert.Contains("requestMetadata", converse.NotRead);
        Assert.Contains("outputConfig.textFormat.type", converse.NotRead);
        Assert.DoesNotContain("messages.content.text", converse.NotRead);
        Assert.DoesNotContain("inferenceConfig.maxTokens", converse.NotRead);
        Assert.Contains("serviceTier.type", converse.NotWritten);
        Assert.DoesNotContain("stopReason", converse.NotWritten);
    }

    [Fact]
    public void Every_complaint_is_answered_with_tests_that_exist()
    {
        var page = Repository.Read(Complaints);
        var tests = Repository.CSharp
            .Where(file => file.Path.StartsWith("tests/", StringComparison.Ordinal))
            .ToDictionary(file => file.Path, file => Methods(file.Syntax));
        var named = TestName().Matches(page)
            .Select(match => (File: match.Groups[1].Value, Name: match.Groups[2].Value));

        Offences.None(named
            .Where(test => !tests.GetValueOrDefault(test.File, []).Contains(test.Name))
            .Select(test => $"{Complaints}: there is no test {test.Name} in {test.File}."));
        Assert.Equal(
            Enumerable.Range(1, 25), Complaint().Matches(page).Select(match => int.Parse(match.Groups[1].Value)));
    }

    private static HashSet<string> Methods(CompilationUnitSyntax syntax) =>
        [.. syntax.DescendantNodes().OfType<MethodDeclarationSyntax>().Select(method => method.Identifier.Text)];

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

    // A line of the page: (tests/Project/File.cs) after it, then the test's name in backticks.
    [GeneratedRegex(@"\[`\w+`\]\(\.\./(tests/[\w./]+\.cs)\): `(\w+)`")]
    private static partial Regex TestName();

    [GeneratedRegex(@"^### (\d+)\. ", RegexOptions.Multiline)]
    private static partial Regex Complaint();

    [GeneratedRegex(@"[^\p{L}\p{N} _-]")]
    private static partial Regex NotInAnchors();
}
