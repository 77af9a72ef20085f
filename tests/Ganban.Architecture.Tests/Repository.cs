using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Ganban.Architecture.Tests;

/// <summary>The files of the checkout that this test was built from.</summary>
internal static class Repository
{
    private static readonly string[] Folders = ["src", "tests", "bench", "eng"];
    private static readonly string[] NotOurs = ["artifacts", "bin", "obj", "node_modules", ".git"];

    /// <summary>The folder that holds Ganban.slnx.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Every C# file with its syntax, by its path below the root.</summary>
    public static IReadOnlyList<(string Path, string Text, CompilationUnitSyntax Syntax)> CSharp { get; } =
    [
        .. Folders.SelectMany(folder => Files(folder, "*.cs")).Select(path =>
        {
            var text = Read(path);
            var options = CSharpParseOptions.Default
                .WithLanguageVersion(LanguageVersion.Preview)
                .WithFeatures([new("FileBasedProgram", "true")]);
            return (path, text, CSharpSyntaxTree.ParseText(text, options).GetCompilationUnitRoot());
        }),
    ];

    /// <summary>Every page of documentation.</summary>
    public static IReadOnlyList<string> Markdown { get; } = [.. Files(".", "*.md")];

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    /// <summary>The files below a folder that match, in a fixed order, with forward slashes.</summary>
    public static IEnumerable<string> Files(string folder, string pattern)
    {
        var start = new DirectoryInfo(Path.Combine(Root, folder));
        return start.Exists ? Walk(start, pattern).Order(StringComparer.Ordinal) : [];
    }

    /// <summary>The line of a node, counted from 1.</summary>
    public static int Line(this SyntaxNode node) => node.GetLocation().GetLineSpan().StartLinePosition.Line + 1;

    private static IEnumerable<string> Walk(DirectoryInfo folder, string pattern) => folder
        .EnumerateFiles(pattern)
        .Select(file => Path.GetRelativePath(Root, file.FullName).Replace('\\', '/'))
        .Concat(folder
            .EnumerateDirectories()
            .Where(inner => !NotOurs.Contains(inner.Name))
            .SelectMany(inner => Walk(inner, pattern)));

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Ganban.slnx")))
        {
            folder = folder.Parent
                ?? throw new InvalidOperationException("Ganban.slnx is not above the test's folder.");
        }

        return folder.FullName;
    }
}
