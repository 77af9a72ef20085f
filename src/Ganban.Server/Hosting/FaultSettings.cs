using Ganban.Bedrock.Engines;
using Ganban.Bedrock.Faults;

namespace Ganban.Server.Hosting;

/// <summary>Which invocations fail on purpose: section <c>Ganban:Faults</c>.</summary>
public sealed class FaultSettings
{
    /// <summary>Whether a request may ask for a fault with the header <c>x-ganban-fault</c>.</summary>
    public bool Header { get; set; }

    /// <summary>Shares of invocations that fail.</summary>
    public IList<FaultRuleSettings> Rules { get; } = [];
}

/// <summary>A share of invocations that fail: <c>Ganban:Faults:Rules:N</c>.</summary>
/// <remarks>A null in a settings file means what an absent setting means.</remarks>
public sealed class FaultRuleSettings
{
    /// <summary>A pattern of operations' names.</summary>
    public string Operation { get; set => field = value ?? "*"; } = "*";

    /// <summary>A pattern of catalog model ids.</summary>
    public string Model { get; set => field = value ?? "*"; } = "*";

    /// <summary>What goes wrong, such as <c>throttle</c>.</summary>
    public string Fault { get; set => field = value ?? ""; } = "";

    /// <summary>How many of them, from 0 to 1.</summary>
    public double Rate { get; set; } = 1;

    /// <summary>What chance begins with.</summary>
    public int Seed { get; set; }

    /// <summary>The rule.</summary>
    internal FaultRule ToRule() =>
        new(new ModelPattern(Operation), new ModelPattern(Model), FaultSpec.Parse(Fault)!, Rate, Seed);

    /// <summary>What is wrong, as the rest of a sentence that begins with the setting.</summary>
    internal IEnumerable<string> Problems()
    {
        if (FaultSpec.Parse(Fault) is null)
        {
            yield return $":Fault must be one of {FaultSpec.Grammar}; not '{Fault}'.";
        }

        if (Rate is not (>= 0 and <= 1))
        {
            yield return ":Rate must be a number from 0 to 1.";
        }
    }
}
