using System.Globalization;
using Ganban.S3.Errors;
using Ganban.Storage.Objects;

namespace Ganban.S3.Fields;

/// <summary>Reads <c>bytes=first-last</c>, <c>bytes=first-</c> and <c>bytes=-count</c>.</summary>
internal static class RangeField
{
    private const string Unit = "bytes=";

    /// <summary>The range; null for none, and for what can't be read as one, which HTTP wants to be ignored.</summary>
    public static ByteRange? Read(string? header)
    {
        if (header is null || !header.StartsWith(Unit, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var ends = header[Unit.Length..].Split('-');
        if (ends.Length != 2 || !TryRead(ends[0], out var first) || !TryRead(ends[1], out var last))
        {
            return null;
        }

        return (first is null && last is null) || last < first ? null : new ByteRange(first, last);
    }

    /// <summary>The range of a copy's source, which must be a whole one.</summary>
    public static ByteRange? ReadCopySource(string? header) =>
        header is null ? null
        : Read(header) is { First: not null, Last: not null } range ? range
        : throw S3Errors.InvalidArgument("The x-amz-copy-source-range value must be of the form bytes=first-last");

    private static bool TryRead(string text, out long? number)
    {
        var isNumber = long.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var value);
        number = isNumber ? value : null;
        return isNumber || text.Trim().Length == 0;
    }
}
