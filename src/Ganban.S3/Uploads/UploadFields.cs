using System.Globalization;
using Ganban.S3.Errors;
using Ganban.S3.Pipeline;

namespace Ganban.S3.Uploads;

/// <summary>What requests about parts have in their query.</summary>
internal static class UploadFields
{
    private const int PartNumberMax = 10_000;

    public static string Id(S3Request request) => request.Query["uploadId"] ?? "";

    public static int PartNumber(S3Request request) => PartNumber(request.Query["partNumber"]);

    public static int PartNumber(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && number is >= 1 and <= PartNumberMax
            ? number
            : throw S3Errors.InvalidArgument("Part number must be an integer between 1 and 10000, inclusive");
}
