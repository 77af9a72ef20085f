using Microsoft.Data.Sqlite;

namespace Ganban.Storage.Sqlite;

/// <summary>
/// Which idempotency token created which document. The rows go with their documents, through the foreign key, and
/// expired ones are removed in passing, a few with every claim.
/// </summary>
internal sealed class IdempotencyLedger(SqliteConnection connection) : IDisposable
{
    private const int PurgedPerClaim = 100;

    private readonly Statement _purge = new(
        connection,
        $"""
        DELETE FROM idempotency WHERE rowid IN
          (SELECT rowid FROM idempotency WHERE expires_at <= $now ORDER BY expires_at LIMIT {PurgedPerClaim})
        """);

    private readonly Statement _find = new(
        connection,
        """
        SELECT fingerprint, document FROM idempotency
        WHERE account = $account AND region = $region AND kind = $kind AND token = $token AND expires_at > $now
        """);

    private readonly Statement _document = new(
        connection, $"SELECT {DocumentRow.Columns} FROM document WHERE ordinal = $ordinal");

    private readonly Statement _record = new(
        connection,
        $"""
        INSERT INTO idempotency (account, region, kind, token, fingerprint, expires_at, document)
        SELECT $account, $region, $kind, $token, $fingerprint, $expires, ordinal FROM document
        WHERE {DocumentRow.AtKey}
        ON CONFLICT (account, region, kind, token) DO UPDATE
        SET fingerprint = excluded.fingerprint, expires_at = excluded.expires_at, document = excluded.document
        """);

    /// <summary>The document that the claim's token created before, or null.</summary>
    /// <exception cref="IdempotencyConflictException">The token was used with another fingerprint.</exception>
    public RawDocument? FindEarlier(IdempotencyClaim claim, long now)
    {
        _purge.Execute(now);
        var (account, region) = claim.Tenant;
        long ordinal;
        using (var reader = _find.Query(account, region, claim.Kind, claim.Token.Token, now))
        {
            if (!reader.Read())
            {
                return null;
            }

            if (reader.GetString(0) != claim.Token.Fingerprint)
            {
                throw new IdempotencyConflictException(claim.Token.Token);
            }

            ordinal = reader.GetInt64(1);
        }

        return DocumentRow.ReadOne(_document.Query(ordinal));
    }

    public void Record(IdempotencyClaim claim, DocumentKey created)
    {
        var (account, region) = claim.Tenant;
        _record.Execute(
            account,
            region,
            claim.Kind,
            claim.Token.Token,
            claim.Token.Fingerprint,
            Microseconds.Floor(claim.ExpiresAt),
            created.Id,
            created.Version);
    }

    public void Dispose()
    {
        _purge.Dispose();
        _find.Dispose();
        _document.Dispose();
        _record.Dispose();
    }
}
