using System.ComponentModel.DataAnnotations;

namespace Ganban.Server.Hosting;

/// <summary>What the list of calls may take: section <c>Ganban:Calls</c>.</summary>
public sealed class CallListSettings
{
    /// <summary>How many calls of all accounts are kept; 0: none.</summary>
    [Range(0, 10_000, ErrorMessage = "Ganban:Calls:CallsMax must be a number from 0 (none) to 10000.")]
    public int CallsMax { get; set; }
}
