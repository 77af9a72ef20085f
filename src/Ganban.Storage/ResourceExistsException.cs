namespace Ganban.Storage;

/// <summary>A resource could not be created or renamed because its id or its name is taken.</summary>
public sealed class ResourceExistsException : Exception
{
    /// <summary>Reports a clash.</summary>
    public ResourceExistsException(DocumentKey key, ResourceClash clash, string value)
        : base($"A {key.Kind} with the {(clash == ResourceClash.Id ? "id" : "name")} '{value}' exists already.")
    {
        Key = key;
        Clash = clash;
        Value = value;
    }

    /// <summary>The document that could not be written.</summary>
    public DocumentKey Key { get; }

    /// <summary>What clashed.</summary>
    public ResourceClash Clash { get; }

    /// <summary>The id or name that is taken.</summary>
    public string Value { get; }
}
