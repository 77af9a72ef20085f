namespace Ganban.Storage;

/// <summary>A checked list query as a database receives it.</summary>
/// <param name="Tenant">Whose documents.</param>
/// <param name="Kind">Documents of which kind.</param>
/// <param name="Query">Filters, order and page size; its token has already become <paramref name="After"/>.</param>
/// <param name="After">Where the page before ended, or null for the first page.</param>
public sealed record ListScan(Tenant Tenant, string Kind, ListQuery Query, ListPosition? After);
