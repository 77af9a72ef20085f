using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Ganban.Architecture.Tests;

/// <summary>Budgets and house rules over the whole tree: CONTRIBUTING.md, "How we write".</summary>
public sealed partial class BudgetTests
{
    private const int ColumnsMax = 120;
    private const int LiteralMin = 40;
    private const int FileLinesMax = 500;
    private const int HandlerLinesMax = 150;
    private const int MethodLinesMax = 70;

    [Fact]
    public void A_line_keeps_within_120_columns()
    {
        var wrong =
            from file in Repository.CSharp
            let lines = file.Text.Split('\n')
            from index in Enumerable.Range(0, lines.Length)
            where lines[index].Length > ColumnsMax && !IsExcused(file.Path, lines[index])
            select $"{file.Path}:{index + 1} has {lines[index].Length} columns.";
        Offences.None(wrong);
    }

    [Fact]
    public void A_file_keeps_within_500_lines_and_a_handler_within_150()
    {
        var wrong =
            from file in Repository.CSharp
            let lines = file.Text.Count(c => c == '\n')
            let max = file.Path.EndsWith("Handler.cs", StringComparison.Ordinal) ? HandlerLinesMax : FileLinesMax
            where lines > max
            select $"{file.Path} has {lines} lines, {max} are allowed.";
        Offences.None(wrong);
    }

    [Fact]
    public void A_method_keeps_within_70_lines()
    {
        var wrong =
            from file in Repository.CSharp
            from node in file.Syntax.DescendantNodes()
            where node is BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax or AccessorDeclarationSyntax
            let lines = Lines(node)
            where lines > MethodLinesMax
            select $"{file.Path}:{node.Line()} has a method of {lines} lines.";
        Offences.None(wrong);
    }

    [Fact]
    public void A_type_is_named_after_what_it_is()
    {
        var wrong =
            from file in Repository.CSharp
            from type in file.Syntax.DescendantNodes().OfType<BaseTypeDeclarationSyntax>()
            where Vague().IsMatch(type.Identifier.Text)
            select $"{file.Path}:{type.Line()} names a type {type.Identifier.Text}.";
        Offences.None(wrong);
    }

    [Fact]
    public void A_namespace_is_file_scoped_and_equals_its_folder()
    {
        var wrong =
            from file in Repository.CSharp
            where !file.Path.StartsWith("eng/", StringComparison.Ordinal) && Path.GetFileName(file.Path) != "Program.cs"
            let expected = Path.GetDirectoryName(file.Path[(file.Path.IndexOf('/') + 1)..])!.Replace('/', '.')
            let found = file.Syntax.Members.OfType<FileScopedNamespaceDeclarationSyntax>().FirstOrDefault()
            where found?.Name.ToString() != expected
            select $"{file.Path} must have 'namespace {expected};'.";
        Offences.None(wrong);
    }

    [Fact]
    public void Nothing_is_left_to_do_later()
    {
        var wrong =
            from file in Repository.CSharp
            from token in file.Syntax.DescendantTokens()
            from found in Later(token)
            select $"{file.Path}:{token.GetLocation().GetLineSpan().StartLinePosition.Line + 1}: {found}";
        Offences.None(wrong);
    }

    [Fact]
    public void No_code_is_commented_out()
    {
        var wrong =
            from file in Repository.CSharp
            from comment in file.Syntax.DescendantTrivia()
            where comment.IsKind(SyntaxKind.SingleLineCommentTrivia) && Code().IsMatch(comment.ToString())
            select $"{file.Path}:{comment.GetLocation().GetLineSpan().StartLinePosition.Line + 1}: {comment}";
        Offences.None(wrong);
    }

    // A message, a path or a test's data stays in one piece, so that a search for it finds it.
    private static bool IsExcused(string path, string line) =>
        (path.StartsWith("tests/", StringComparison.Ordinal) && line.Contains('"', StringComparison.Ordinal))
        || Literal().Matches(line).Any(literal => literal.Length >= LiteralMin);

    private static int Lines(SyntaxNode node)
    {
        var span = node.GetLocation().GetLineSpan();
        return span.EndLinePosition.Line - span.StartLinePosition.Line + 1;
    }

    private static IEnumerable<string> Later(SyntaxToken token)
    {
        var comments = token.LeadingTrivia.Concat(token.TrailingTrivia).Select(trivia => trivia.ToFullString());
        foreach (var comment in comments.Where(comment => Unfinished().IsMatch(comment)))
        {
            yield return comment.Trim();
        }

        // The wire's 501 bears the same name as the exception, as a string.
        if (token.IsKind(SyntaxKind.IdentifierToken) && token.Text == nameof(NotImplementedException)
            && token.GetPreviousToken().IsKind(SyntaxKind.NewKeyword))
        {
            yield return token.Text;
        }
    }

    [GeneratedRegex("(Manager|Helper|Helpers|Util|Utils|Utility|Utilities)$")]
    private static partial Regex Vague();

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|XXX)\b")]
    private static partial Regex Unfinished();

    // Prose ends in a full stop, code in a semicolon or a brace after something like a call or an assignment.
    [GeneratedRegex(
        @"^//\s*([\w.]+\(.*\)\s*;|[\w<>\[\]., ?]+ = .*;|(return|throw|using|await|yield)\b.*;|.*\)\s*\{|[{}])\s*$")]
    private static partial Regex Code();

    [GeneratedRegex("""
        "(?:\\.|[^"\\])*"
        """)]
    private static partial Regex Literal();
}
