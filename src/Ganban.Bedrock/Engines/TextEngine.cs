using Microsoft.Extensions.AI;

namespace Ganban.Bedrock.Engines;

/// <summary>An engine that answers conversations on behalf of catalog models.</summary>
/// <param name="Name">
/// What really answers, for example <c>ganban-2</c> or <c>house (llama3.2:1b)</c>; told in a response header, so it is
/// printable ASCII.
/// </param>
/// <param name="Client">The engine behind the seam that all engines share.</param>
public sealed record TextEngine(string Name, IChatClient Client);
