using Ganban.Storage.Postgres;

namespace Ganban.Server.Hosting;

/// <summary>A user's own vector store: <c>Ganban:VectorStores:N</c>.</summary>
/// <remarks>A null in a settings file means what an absent setting means.</remarks>
public sealed class VectorStoreSettings
{
    /// <summary>PostgreSQL with pgvector.</summary>
    public const string Postgres = "postgres";

    /// <summary>OpenSearch.</summary>
    public const string OpenSearch = "opensearch";

    internal const int ConnectionsLimit = 1000;

    /// <summary>A pattern of the ARNs that mean it, such as <c>arn:aws:rds:*:*:cluster:my-cluster</c>.</summary>
    public string Arn { get; set => field = value ?? ""; } = "";

    /// <summary><see cref="Postgres"/> or <see cref="OpenSearch"/>.</summary>
    public string Kind { get; set => field = value ?? ""; } = Postgres;

    /// <summary>Of PostgreSQL: Npgsql's connection string, without a database.</summary>
    public string Connection { get; set => field = value ?? ""; } = "";

    /// <summary>Of OpenSearch: its address.</summary>
    public string Endpoint { get; set => field = value ?? ""; } = "";

    /// <summary>Of OpenSearch: the user, or the access key where requests are signed.</summary>
    public string User { get; set => field = value ?? ""; } = "";

    /// <summary>
    /// Of OpenSearch: what requests are signed for, <c>es</c> or <c>aoss</c>; empty for basic authentication.
    /// </summary>
    public string Service { get; set => field = value ?? ""; } = "";

    /// <summary>Of OpenSearch: the region that requests are signed for.</summary>
    public string Region { get; set => field = value ?? ""; } = "us-east-1";

    /// <summary>
    /// The password, or the access key's secret. Better named than given: <see cref="PasswordVariable"/>, <see
    /// cref="PasswordFile"/>.
    /// </summary>
    public string Password { get; set => field = value ?? ""; } = "";

    /// <summary>The environment variable that holds the password; empty for none.</summary>
    public string PasswordVariable { get; set => field = value ?? ""; } = "";

    /// <summary>The file that holds the password alone; empty for none.</summary>
    public string PasswordFile { get; set => field = value ?? ""; } = "";

    /// <summary>Of PostgreSQL: the most connections to each database.</summary>
    public int ConnectionsMax { get; set; } = 10;

    internal bool IsPostgres => Kind.Equals(Postgres, StringComparison.OrdinalIgnoreCase);

    /// <summary>The password, wherever it is; null where there is none.</summary>
    internal string? Secret => Place.Read();

    private PasswordPlace Place => new(Password, PasswordVariable, PasswordFile);

    /// <summary>Everything that is wrong, with what to do.</summary>
    internal IEnumerable<string> Problems()
    {
        if (Place.Problem is { } missing)
        {
            yield return missing;
            yield break;
        }

        if (!Arn.StartsWith("arn:", StringComparison.Ordinal))
        {
            yield return $"Arn must be a pattern of ARNs, such as arn:aws:rds:*:*:cluster:my-cluster, not '{Arn}'.";
        }

        if (Kind.Equals(OpenSearch, StringComparison.OrdinalIgnoreCase))
        {
            if (!(Uri.TryCreate(Endpoint, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"))
            {
                yield return $"Endpoint must be an http or https address, not '{Endpoint}'.";
            }

            if (Service is not ("" or "es" or "aoss") || (Service.Length > 0 && (User.Length == 0 || Secret is null)))
            {
                yield return "Service must be es or aoss, with User and Password as the access key, or empty.";
            }
        }
        else if (!IsPostgres)
        {
            yield return $"Kind must be postgres or opensearch, not '{Kind}'.";
        }
        else if (PostgresOptions.Problem(Connection) is { } problem)
        {
            yield return $"Connection must be a connection string of Npgsql, such as Host=127.0.0.1;Username=ganban. {problem}";
        }

        if (ConnectionsMax is < 1 or > ConnectionsLimit)
        {
            yield return $"ConnectionsMax must be 1 to {ConnectionsLimit}, not {ConnectionsMax}.";
        }
    }
}
