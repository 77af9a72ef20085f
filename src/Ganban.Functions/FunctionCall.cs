using Ganban.Storage;

namespace Ganban.Functions;

/// <summary>One call of a function.</summary>
/// <param name="Tenant">Whose function it is: only functions of this account and region are found.</param>
/// <param name="Function">Its name, its name and a qualifier (<c>name:1</c>), or its whole ARN.</param>
/// <param name="Event">What it is called with.</param>
public sealed record FunctionCall(Tenant Tenant, string Function, FunctionEvent Event)
{
    /// <summary>A call with an event alone, as JSON in UTF-8.</summary>
    public FunctionCall(Tenant tenant, string function, ReadOnlyMemory<byte> payload)
        : this(tenant, function, new FunctionEvent(payload))
    {
    }
}
