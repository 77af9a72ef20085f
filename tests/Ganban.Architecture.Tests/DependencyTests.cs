using System.Reflection;
using System.Xml.Linq;
using Ganban.Contracts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Ganban.Architecture.Tests;

/// <summary>Dependencies run one way: docs/architecture.md, "The folders".</summary>
public sealed class DependencyTests
{
    // What each project may reference; what is not listed here may reference nothing of ours.
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Ganban.Contracts.Generator"] = [],
        ["Ganban.Contracts"] = [],
        ["Ganban.Protocol"] = ["Ganban.Contracts"],
        ["Ganban.Kernels"] = [],
        ["Ganban.Inference"] = ["Ganban.Kernels"],
        ["Ganban.Training"] = ["Ganban.Kernels", "Ganban.Inference"],
        ["Ganban.Corpus"] = ["Ganban.Inference", "Ganban.Training"],
        ["Ganban.Documents"] = [],
        ["Ganban.Storage"] = [],
        ["Ganban.Functions"] = ["Ganban.Storage"],
        ["Ganban.Storage.Sqlite"] = ["Ganban.Storage"],
        ["Ganban.Storage.S3"] = ["Ganban.Storage"],
        ["Ganban.Storage.OpenSearch"] = ["Ganban.Storage"],
        ["Ganban.Storage.Postgres"] = ["Ganban.Storage"],
        ["Ganban.S3"] = ["Ganban.Contracts", "Ganban.Protocol", "Ganban.Storage"],
        ["Ganban.Lambda"] = ["Ganban.Contracts", "Ganban.Protocol", "Ganban.Functions", "Ganban.Storage"],
        ["Ganban.Bedrock"] =
        [
            "Ganban.Contracts", "Ganban.Protocol", "Ganban.Inference", "Ganban.Documents", "Ganban.Functions",
            "Ganban.Storage",
        ],
        ["Ganban.FrontDoors"] = ["Ganban.Contracts", "Ganban.Protocol", "Ganban.Bedrock"],
        ["Ganban.Server"] =
        [
            "Ganban.Contracts", "Ganban.Protocol", "Ganban.Bedrock", "Ganban.Functions", "Ganban.Inference",
            "Ganban.Storage", "Ganban.Storage.Sqlite", "Ganban.Storage.S3", "Ganban.Storage.OpenSearch",
            "Ganban.Storage.Postgres", "Ganban.S3",
            "Ganban.Lambda", "Ganban.FrontDoors", "Ganban.Training", "Ganban.Corpus",
        ],
    };

    private static readonly string[] Vendors = ["Microsoft.Data.Sqlite", "SQLitePCLRaw", "Npgsql", "Dapper", "AWSSDK"];

    [Fact]
    public void Every_project_references_only_projects_below_it()
    {
        var wrong =
            from path in Repository.Files("src", "*.csproj")
            let project = Path.GetFileNameWithoutExtension(path)
            from reference in XDocument.Parse(Repository.Read(path)).Descendants("ProjectReference")
            where reference.Attribute("OutputItemType")?.Value != "Analyzer"
            let target = Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value)
            where !Allowed.GetValueOrDefault(project, []).Contains(target)
            select $"{project} must not reference {target}.";
        Offences.None(wrong);
    }

    [Fact]
    public void Every_assembly_uses_only_assemblies_below_it()
    {
        var wrong =
            from project in Allowed
            where project.Key != "Ganban.Contracts.Generator" // It runs in the compiler, never beside the product.
            from reference in References(project.Key)
            where reference.StartsWith("Ganban.", StringComparison.Ordinal) && !project.Value.Contains(reference)
            select $"{project.Key} must not use {reference}.";
        Offences.None(wrong);
    }

    [Fact]
    public void Bedrock_names_no_database_and_no_type_of_ASP_NET() => Assert.DoesNotContain(
        References("Ganban.Bedrock"),
        name => name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal) || IsVendor(name));

    [Theory]
    [InlineData("Ganban.Inference")]
    [InlineData("Ganban.Storage")]
    [InlineData("Ganban.Kernels")]
    [InlineData("Ganban.Training")]
    public void The_engine_and_the_store_know_neither_a_web_server_nor_a_vendor(string project) =>
        Assert.DoesNotContain(
            References(project),
            name => name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal) || IsVendor(name));

    [Fact]
    public void The_protocol_names_no_operation()
    {
        var names = Contract.Operations
            .SelectMany(operation => new[] { operation.Name, operation.Name + "Request", operation.Name + "Response" })
            .ToHashSet();
        var wrong =
            from file in Repository.CSharp
            where file.Path.StartsWith("src/Ganban.Protocol/", StringComparison.Ordinal)
            from token in file.Syntax.DescendantTokens()
            where (token.IsKind(SyntaxKind.IdentifierToken) || token.IsKind(SyntaxKind.StringLiteralToken))
                && names.Contains(token.ValueText)
            select $"{file.Path} names the operation {token.ValueText}.";
        Offences.None(wrong);
    }

    [Fact]
    public void Unsafe_code_stays_in_the_kernels_and_in_the_mapped_model_file()
    {
        var wrong =
            from file in Repository.CSharp
            where file.Path.StartsWith("src/", StringComparison.Ordinal)
                && !file.Path.StartsWith("src/Ganban.Kernels/", StringComparison.Ordinal)
                && file.Path != "src/Ganban.Inference/ModelFiles/MappedFile.cs"
            from token in file.Syntax.DescendantTokens()
            where token.IsKind(SyntaxKind.UnsafeKeyword)
                || (token.IsKind(SyntaxKind.IdentifierToken) && token.Text == "Unsafe")
            select $"{file.Path}:{token.GetLocation().GetLineSpan().StartLinePosition.Line + 1} has unsafe code.";
        Offences.None(wrong);
    }

    private static bool IsVendor(string name) =>
        Vendors.Any(vendor => name.StartsWith(vendor, StringComparison.Ordinal));

    private static IEnumerable<string> References(string project) =>
        Assembly.Load(project == "Ganban.Server" ? "ganban" : project)
            .GetReferencedAssemblies()
            .Select(reference => reference.Name!);
}
