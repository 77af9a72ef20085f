using Ganban.Storage;

namespace Ganban.Functions.Records;

/// <summary>
/// A name for a version of a function, as it is stored: the name is the alias's, the parent the function's.
/// </summary>
/// <param name="FunctionVersion">The version that it leads to: a number or <c>$LATEST</c>.</param>
/// <param name="Description">What the user says about it.</param>
/// <param name="RevisionId">Changes with every update.</param>
public sealed record AliasRecord(string FunctionVersion, string Description, string RevisionId)
{
    /// <summary>The documents.</summary>
    public static DocumentKind<AliasRecord> Kind { get; } = new("function-alias", FunctionsJson.Default.AliasRecord);

    /// <summary>The document's id of a function's alias.</summary>
    public static string Id(string function, string alias) => $"{function}:{alias}";
}
