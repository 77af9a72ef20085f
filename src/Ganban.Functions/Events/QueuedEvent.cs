using Ganban.Functions.Records;
using Ganban.Storage;

namespace Ganban.Functions.Events;

/// <summary>An event that a function is still to be called with, while nobody waits for the answer.</summary>
/// <param name="Account">The function's account.</param>
/// <param name="Region">The function's region.</param>
/// <param name="Function">The function, with its qualifier if there is one.</param>
/// <param name="Payload">The event, in Base64.</param>
/// <param name="Attempts">How often it was begun.</param>
/// <param name="NotBefore">When it may be begun.</param>
internal sealed record QueuedEvent(
    string Account, string Region, string Function, byte[] Payload, int Attempts, DateTimeOffset NotBefore)
{
    /// <summary>What the caller said of itself, if anything.</summary>
    public string? ClientContext { get; init; }

    /// <summary>The documents; they belong to the server, which finds them without knowing its tenants.</summary>
    public static DocumentKind<QueuedEvent> Kind { get; } =
        new("function-event", FunctionsJson.Default.QueuedEvent) { Scope = DocumentScope.Global };

    /// <summary>The owner.</summary>
    internal Tenant Tenant => new(Account, Region);
}
