using Ganban.Storage;

namespace Ganban.Functions;

/// <summary>One call of a function.</summary>
/// <param name="Tenant">Whose function it is: only functions of this account and region are found.</param>
/// <param name="Function">Its name, its name and a qualifier (<c>name:1</c>), or its whole ARN.</param>
/// <param name="Payload">The event, as JSON in UTF-8.</param>
public sealed record FunctionCall(Tenant Tenant, string Function, ReadOnlyMemory<byte> Payload);
