using Ganban.Bedrock.Budgets;
using Ganban.Bedrock.Engines;

namespace Ganban.Server.Hosting;

/// <summary>How much invocations may cost: <c>Ganban:Budgets:N</c>.</summary>
/// <remarks>A null in a settings file means what an absent setting means.</remarks>
public sealed class BudgetSettings
{
    private const int NameLengthMax = 64;

    /// <summary>Its name.</summary>
    public string Name { get; set => field = value ?? ""; } = "";

    /// <summary>Whose invocations; empty: of each account for itself.</summary>
    public string Account { get; set => field = value ?? ""; } = "";

    /// <summary>A pattern of catalog model ids; empty: all models.</summary>
    public string Model { get; set => field = value ?? ""; } = "";

    /// <summary>The id of an application inference profile; empty: any or none.</summary>
    public string Profile { get; set => field = value ?? ""; } = "";

    /// <summary>The key of a tag that the profile bears; empty: tags don't matter.</summary>
    public string TagKey { get; set => field = value ?? ""; } = "";

    /// <summary>The tag's value; empty: any.</summary>
    public string TagValue { get; set => field = value ?? ""; } = "";

    /// <summary>How long it lasts.</summary>
    public BudgetPeriod Period { get; set; } = BudgetPeriod.Month;

    /// <summary>US dollars.</summary>
    public decimal Usd { get; set; }

    /// <summary>What happens when it is spent.</summary>
    public BudgetAction Action { get; set; } = BudgetAction.Warn;

    /// <summary>The budget.</summary>
    internal BudgetRule ToRule() => new(
        Name,
        OrNull(Account),
        Model.Length == 0 ? null : new ModelPattern(Model),
        OrNull(Profile),
        OrNull(TagKey),
        OrNull(TagValue),
        Period,
        Usd,
        Action);

    /// <summary>What is wrong, as the rest of a sentence that begins with the setting.</summary>
    internal IEnumerable<string> Problems()
    {
        if (Name.Length is 0 or > NameLengthMax || !Name.All(c => c is > ' ' and <= '~' and not ';'))
        {
            yield return $":Name must have 1 to {NameLengthMax} printable ASCII characters without spaces and semicolons.";
        }

        if (Usd <= 0)
        {
            yield return ":Usd must be more than 0.";
        }

        if (TagValue.Length > 0 && TagKey.Length == 0)
        {
            yield return ":TagValue needs a TagKey.";
        }
    }

    private static string? OrNull(string text) => text.Length == 0 ? null : text;
}
