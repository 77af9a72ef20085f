using Ganban.Bedrock.Costs;

namespace Ganban.Server.Hosting;

/// <summary>How costs are told: section <c>Ganban:Costs</c>.</summary>
/// <remarks>A null in a settings file means what an absent setting means.</remarks>
public sealed class CostSettings
{
    /// <summary>A currency beside US dollars: three letters; empty for none.</summary>
    public string Currency { get; set => field = value ?? ""; } = "";

    /// <summary>What a US dollar costs in it.</summary>
    public decimal Rate { get; set; }

    /// <summary>The currency; null for none.</summary>
    internal SpendCurrency? Other => Currency.Length == 0 ? null : new(Currency.ToUpperInvariant(), Rate);

    /// <summary>Everything that is wrong, with the setting's name and what to do.</summary>
    internal IEnumerable<string> Problems()
    {
        if (Currency.Length > 0 && (Currency.Length != 3 || !Currency.All(char.IsAsciiLetter)))
        {
            yield return $"Ganban:Costs:Currency must have three letters such as JPY, not '{Currency}'.";
        }

        if (Currency.Length > 0 != Rate > 0 || Rate < 0)
        {
            yield return "Ganban:Costs:Rate must be what a US dollar costs in Ganban:Costs:Currency, such as 150; set both or neither.";
        }
    }
}
