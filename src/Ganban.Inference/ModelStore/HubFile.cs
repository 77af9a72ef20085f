namespace Ganban.Inference.ModelStore;

/// <summary>A file of a repository.</summary>
/// <param name="Path">Its path in the repository.</param>
/// <param name="Bytes">Its length, or null if the hub does not tell.</param>
/// <param name="Sha256">Its SHA-256 in hexadecimal digits, or null if the hub does not tell.</param>
internal sealed record HubFile(string Path, long? Bytes, string? Sha256);
