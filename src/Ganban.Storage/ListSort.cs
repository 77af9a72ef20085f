namespace Ganban.Storage;

/// <summary>Order of a list. Equal elements follow in order of creation, or its reverse.</summary>
public enum ListSort
{
    /// <summary>Oldest first.</summary>
    CreatedAscending,

    /// <summary>Newest first.</summary>
    CreatedDescending,

    /// <summary>By name, in order of Unicode code points; documents without a name first.</summary>
    NameAscending,

    /// <summary>By name, in reverse order of Unicode code points; documents without a name last.</summary>
    NameDescending,
}
