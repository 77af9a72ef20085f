namespace Ganban.Storage;

/// <summary>
/// Owner of stored things: one account in one region. Every key begins with it, so what belongs to one tenant is
/// absent to another.
/// </summary>
/// <param name="Account">Account id, 1 to 64 characters.</param>
/// <param name="Region">Region name, 1 to 64 characters.</param>
public readonly record struct Tenant(string Account, string Region)
{
    /// <summary>The place of <see cref="DocumentScope.Global"/> kinds, which belong to no account or region.</summary>
    public static Tenant Global { get; } = new("", "");

    internal bool IsGlobal => Account.Length == 0 && Region.Length == 0;
}
