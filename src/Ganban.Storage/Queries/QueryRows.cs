namespace Ganban.Storage.Queries;

/// <summary>What the values of a column are.</summary>
public enum QueryValueKind
{
    /// <summary>Text, and everything that has no other kind, as the database writes it.</summary>
    Text,

    /// <summary>Whole numbers of up to 64 bits.</summary>
    Whole,

    /// <summary>Binary floating-point numbers.</summary>
    Real,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Boolean,

    /// <summary>Bytes, in base64.</summary>
    Bytes,
}

/// <summary>A column of what a query found.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What its values are.</param>
public sealed record QueryColumn(string Name, QueryValueKind Kind);

/// <summary>What a query found.</summary>
/// <param name="Columns">The columns in order.</param>
/// <param name="Rows">The rows in order, each with a value for every column; null for NULL.</param>
public sealed record QueryRows(IReadOnlyList<QueryColumn> Columns, IReadOnlyList<IReadOnlyList<string?>> Rows);
