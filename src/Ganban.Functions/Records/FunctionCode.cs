namespace Ganban.Functions.Records;

/// <summary>A function's code.</summary>
/// <param name="Id">The name of its folder.</param>
/// <param name="Sha256">The SHA-256 of its package, in Base64.</param>
/// <param name="Bytes">The size of its package.</param>
public sealed record FunctionCode(string Id, string Sha256, long Bytes);
