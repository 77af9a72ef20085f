using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Ganban.Functions;
using Ganban.Functions.Records;
using Ganban.Lambda.Errors;
using Ganban.Lambda.Functions;
using Ganban.Lambda.Pipeline;
using Ganban.Storage;

namespace Ganban.Lambda.Aliases;

/// <summary>Finds aliases of functions, checks what they are to be, and describes them.</summary>
internal sealed partial class FunctionAliases(StoredFunctions functions, FunctionChanges changes)
{
    private const int NameCharactersMax = 128;
    private const int DescriptionCharactersMax = 256;

    /// <summary>The alias that a request names: the function, and the alias as its qualifier.</summary>
    public static FunctionReference Named(LambdaRequest request) =>
        request.WholeFunction with { Qualifier = Checked(request.Labels[1]) };

    /// <summary>The name, if an alias can have it.</summary>
    public static string Checked(string name) => name.Length <= NameCharactersMax && Name().IsMatch(name)
        ? name
        : throw LambdaErrors.Constraint(
            "name", name, "Member must satisfy regular expression pattern: (?!^[0-9]+$)([a-zA-Z0-9-_]+)");

    /// <summary>The description of a body, if it gives one.</summary>
    public static string? Description(LambdaBody body) =>
        FunctionSettings.Within("description", body.Text("Description"), DescriptionCharactersMax);

    /// <summary>An alias that is there.</summary>
    public async Task<Stored<AliasRecord>> Get(FunctionReference alias, CancellationToken cancellationToken) =>
        await functions.FindAlias(alias, alias.Qualifier!, cancellationToken) ?? throw LambdaErrors.NoAlias(alias);

    /// <summary>A version that an alias is to lead to, if the function has it.</summary>
    public Task<Stored<FunctionRecord>> Version(
        FunctionReference function, string version, CancellationToken cancellationToken)
    {
        var target = function with { Qualifier = version };
        if (FunctionReference.IsAlias(version) || version.Length == 0)
        {
            throw LambdaErrors.Constraint(
                "functionVersion", version, @"Member must satisfy regular expression pattern: (\$LATEST|[0-9]+)");
        }

        return changes.Get(target, cancellationToken);
    }

    /// <summary>
    /// What makes a commit fail when an alias's target is deleted meanwhile: the target stays as it is.
    /// </summary>
    public static Write Hold(FunctionReference function, Stored<FunctionRecord> target) =>
        FunctionRecord.Kind.Update(function.Tenant, target);

    /// <summary>An alias as the API shows it.</summary>
    public static JsonObject Describe(FunctionReference function, string name, AliasRecord alias) => new()
    {
        ["AliasArn"] = (function with { Qualifier = name }).QualifiedArn,
        ["Name"] = name,
        ["FunctionVersion"] = alias.FunctionVersion,
        ["Description"] = alias.Description,
        ["RevisionId"] = alias.RevisionId,
    };

    [GeneratedRegex(@"^(?![0-9]+\z)[a-zA-Z0-9-_]+\z")]
    private static partial Regex Name();
}
