using System.Globalization;

namespace Ganban.Contracts;

/// <summary>The contract's time formats: ISO 8601 on the wire, always UTC; epoch seconds are read as well.</summary>
public static class Timestamps
{
    private const double EarliestMilliseconds = -62_135_596_800_000d; // 0001-01-01

    /// <summary>Reads an ISO 8601 time.</summary>
    public static bool TryParse(string text, out DateTimeOffset value) =>
        DateTimeOffset.TryParse(
            text,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out value);

    /// <summary>Reads seconds since 1970, with a fraction; false when the number is no representable time.</summary>
    public static bool TryFromEpochSeconds(double seconds, out DateTimeOffset value)
    {
        var milliseconds = Math.Round(seconds * 1000);
        if (!(milliseconds >= EarliestMilliseconds && milliseconds < 253_402_300_800_000d))
        {
            value = default;
            return false;
        }

        value = DateTimeOffset.UnixEpoch.AddMilliseconds(milliseconds);
        return true;
    }

    /// <summary>Writes an ISO 8601 time in UTC with the fraction that it has.</summary>
    public static string Format(DateTimeOffset value) =>
        value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture);
}
