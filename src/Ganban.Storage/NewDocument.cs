namespace Ganban.Storage;

/// <summary>A document to be created.</summary>
/// <typeparam name="T">The document.</typeparam>
/// <param name="Id">Id, unique per tenant, kind and version; 1 to 256 characters.</param>
/// <param name="Document">The document.</param>
public sealed record NewDocument<T>(string Id, T Document)
{
    /// <summary>Version label, up to 64 characters; empty for resources without versions.</summary>
    public string Version { get; init; } = "";

    /// <summary>Name to list and sort by, 1 to 256 characters.</summary>
    public string? Name { get; init; }

    /// <summary>Id of the resource that this one belongs to, 1 to 256 characters. It is not checked to exist.</summary>
    public string? Parent { get; init; }

    /// <summary>Tags to set in the same transaction.</summary>
    public TagSet? Tags { get; init; }
}
