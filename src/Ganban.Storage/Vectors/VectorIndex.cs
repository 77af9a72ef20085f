namespace Ganban.Storage.Vectors;

/// <summary>Which index.</summary>
/// <param name="Tenant">Its owner: account and region.</param>
/// <param name="Name">Its name: 1 to 64 letters, digits and hyphens.</param>
public readonly record struct VectorIndex(Tenant Tenant, string Name)
{
    /// <summary>The user's own store that it is to be kept in; null for the server's.</summary>
    public VectorPlace? Place { get; init; }

    /// <summary>What tells it from all others in a store that several share: account, region and name.</summary>
    public string Scope => $"{Tenant.Account}/{Tenant.Region}/{Name}";
}
