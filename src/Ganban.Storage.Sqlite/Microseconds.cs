namespace Ganban.Storage.Sqlite;

/// <summary>Times as the tables keep them: microseconds since 1970-01-01 UTC.</summary>
internal static class Microseconds
{
    /// <summary>The microsecond that a time falls into.</summary>
    public static long Floor(DateTimeOffset time) =>
        (time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    /// <summary>The first microsecond that does not begin before a time.</summary>
    public static long Ceiling(DateTimeOffset time) =>
        Floor(time) + (time.UtcTicks % TimeSpan.TicksPerMicrosecond == 0 ? 0 : 1);

    public static DateTimeOffset ToTime(long microseconds) =>
        DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);
}
