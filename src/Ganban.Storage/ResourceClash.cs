namespace Ganban.Storage;

/// <summary>What two resources may not have in common.</summary>
public enum ResourceClash
{
    /// <summary>The id with its version.</summary>
    Id,

    /// <summary>The name.</summary>
    Name,
}
