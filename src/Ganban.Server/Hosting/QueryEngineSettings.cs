using Ganban.Storage.Postgres;

namespace Ganban.Server.Hosting;

/// <summary>A user's own databases that are asked in SQL: <c>Ganban:QueryEngines:N</c>.</summary>
/// <remarks>A null in a settings file means what an absent setting means.</remarks>
public sealed class QueryEngineSettings
{
    /// <summary>
    /// A pattern of the ARNs that mean it, such as <c>arn:aws:redshift:*:*:cluster:sales</c>, or of workgroups.
    /// </summary>
    public string Arn { get; set => field = value ?? ""; } = "";

    /// <summary>Npgsql's connection string, without a database.</summary>
    public string Connection { get; set => field = value ?? ""; } = "";

    /// <summary>
    /// The password. Better named than given: <see cref="PasswordVariable"/>, <see cref="PasswordFile"/>.
    /// </summary>
    public string Password { get; set => field = value ?? ""; } = "";

    /// <summary>The environment variable that holds the password; empty for none.</summary>
    public string PasswordVariable { get; set => field = value ?? ""; } = "";

    /// <summary>The file that holds the password alone; empty for none.</summary>
    public string PasswordFile { get; set => field = value ?? ""; } = "";

    /// <summary>The most connections to each database.</summary>
    public int ConnectionsMax { get; set; } = 10;

    private PasswordPlace Place => new(Password, PasswordVariable, PasswordFile);

    /// <summary>How the server is reached.</summary>
    internal PostgresOptions ToOptions() => new(Connection, Place.Read(), ConnectionsMax);

    /// <summary>Everything that is wrong, with what to do.</summary>
    internal IEnumerable<string> Problems()
    {
        if (!Arn.StartsWith("arn:", StringComparison.Ordinal))
        {
            yield return $"Arn must be a pattern of ARNs, such as arn:aws:redshift:*:*:cluster:sales, not '{Arn}'.";
        }

        if (PostgresOptions.Problem(Connection) is { } problem)
        {
            yield return $"Connection must be a connection string of Npgsql, such as Host=127.0.0.1;Port=5439;Username=reader. {problem}";
        }

        if (ConnectionsMax is < 1 or > VectorStoreSettings.ConnectionsLimit)
        {
            yield return $"ConnectionsMax must be 1 to {VectorStoreSettings.ConnectionsLimit}, not {ConnectionsMax}.";
        }

        if (Place.Problem is { } missing)
        {
            yield return missing;
        }
    }
}
