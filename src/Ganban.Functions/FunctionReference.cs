using System.Text.RegularExpressions;
using Ganban.Storage;

namespace Ganban.Functions;

/// <summary>Which function is meant.</summary>
/// <param name="Account">Its account: twelve digits.</param>
/// <param name="Region">Its region.</param>
/// <param name="Name">Its name: 1 to 64 letters, digits, hyphens and underscores.</param>
/// <param name="Qualifier">The version or alias that was named; null if none was.</param>
public sealed partial record FunctionReference(string Account, string Region, string Name, string? Qualifier)
{
    /// <summary>The version that can be changed.</summary>
    public const string Latest = "$LATEST";

    private const int TextCharactersMax = 256;

    /// <summary>The ARN without a qualifier.</summary>
    public string Arn => $"arn:aws:lambda:{Region}:{Account}:function:{Name}";

    /// <summary>The ARN, with the qualifier if there is one.</summary>
    public string QualifiedArn => Qualifier is null ? Arn : $"{Arn}:{Qualifier}";

    /// <summary>The name, with the qualifier if there is one.</summary>
    public string QualifiedName => Qualifier is null ? Name : $"{Name}:{Qualifier}";

    /// <summary>The owner.</summary>
    public Tenant Tenant => new(Account, Region);

    /// <summary>Whether a qualifier is the name of an alias, not a version: those are numbers.</summary>
    public static bool IsAlias(string qualifier)
    {
        ArgumentNullException.ThrowIfNull(qualifier);
        return qualifier != Latest && !qualifier.All(char.IsAsciiDigit);
    }

    /// <summary>
    /// Whether a text can be a qualifier: a version's number, an alias's name or <see cref="Latest"/>.
    /// </summary>
    public static bool IsQualifier(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return QualifierForm().IsMatch(text);
    }

    /// <summary>
    /// Reads a name, <c>name:qualifier</c>, <c>account:function:name</c>, or a whole ARN. What is not said is the
    /// caller's.
    /// </summary>
    /// <returns>Null if it is none of them.</returns>
    public static FunctionReference? Read(string text, Tenant caller)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > TextCharactersMax || Form().Match(text) is not { Success: true } match)
        {
            return null;
        }

        return new FunctionReference(
            Group("account") ?? caller.Account, Group("region") ?? caller.Region, Group("name")!, Group("qualifier"));

        string? Group(string name) => match.Groups[name] is { Success: true } group ? group.Value : null;
    }

    [GeneratedRegex(@"^(?:\$LATEST|[a-zA-Z0-9_-]{1,128})\z", RegexOptions.CultureInvariant)]
    private static partial Regex QualifierForm();

    [GeneratedRegex(
        @"^(?:arn:aws[a-z-]*:lambda:(?<region>[a-z]{2}(?:-[a-z]+)+-\d):)?(?:(?<account>\d{12}):)?(?:function:)?"
        + @"(?<name>[a-zA-Z0-9_-]{1,64})(?::(?<qualifier>\$LATEST|[a-zA-Z0-9_-]{1,128}))?\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
