namespace Ganban.Storage.Queries;

/// <summary>
/// Users' own databases, asked in SQL. Nothing that is asked changes them: only a query is taken, and it runs in a
/// transaction that can't write and is never committed. Safe for concurrent use.
/// </summary>
public interface IQueryEngine
{
    /// <summary>The tables and views that may be read, in the order of their names.</summary>
    /// <param name="database">The database.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="IOException">
    /// The database is not known, can't be reached, or has too many columns; the message says why, for its owner.
    /// </exception>
    Task<IReadOnlyList<TableSchema>> Tables(QueryDatabase database, CancellationToken cancellationToken);

    /// <summary>Lets the database read a query, and find everything that it names, without running it.</summary>
    /// <param name="database">The database.</param>
    /// <param name="sql">One query.</param>
    /// <param name="timeMax">How long the database may take.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="QueryRefusedException">The database would not run it.</exception>
    /// <exception cref="IOException">The database is not known or can't be reached.</exception>
    Task Check(QueryDatabase database, string sql, TimeSpan timeMax, CancellationToken cancellationToken);

    /// <summary>Runs a query.</summary>
    /// <param name="database">The database.</param>
    /// <param name="sql">One query.</param>
    /// <param name="limits">What it may take.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="QueryRefusedException">
    /// The database did not run it, or it took more than the limits allow.
    /// </exception>
    /// <exception cref="IOException">The database is not known or can't be reached.</exception>
    Task<QueryRows> Run(
        QueryDatabase database, string sql, QueryLimits limits, CancellationToken cancellationToken);
}
