using System.Globalization;
using System.Text;
using System.Text.Json;
using Ganban.Contracts;
using Ganban.S3.Errors;

namespace Ganban.S3.Forms;

/// <summary>
/// What a signer allows a form to upload. Source: "Creating a POST policy", S3 API reference.
/// </summary>
internal sealed class PostPolicy
{
    private const string BytesCondition = "content-length-range";

    // Of the signature itself, and what anybody may add.
    private static readonly string[] s_free = ["policy", "signature", "x-amz-signature", "awsaccesskeyid"];
    private static readonly JsonDocumentOptions s_options = new() { MaxDepth = 4 };
    private readonly DateTimeOffset _expiration;
    private readonly List<(string Field, bool IsPrefix, string Value)> _conditions = [];

    private PostPolicy(JsonElement policy)
    {
        var expiration = policy.GetProperty("expiration");
        _expiration = Text(expiration).EndsWith('Z')
            ? expiration.GetDateTimeOffset()
            : throw new FormatException("The expiration must be in UTC and end with Z.");
        foreach (var condition in policy.GetProperty("conditions").EnumerateArray())
        {
            Add(condition);
        }
    }

    /// <summary>The fewest bytes of the file.</summary>
    public long BytesMin { get; private set; }

    /// <summary>The most bytes of the file; the largest number where the policy does not say.</summary>
    public long BytesMax { get; private set; } = long.MaxValue;

    /// <summary>Reads the field of that name.</summary>
    /// <exception cref="ModelledException">It is no policy.</exception>
    public static PostPolicy Read(string field)
    {
        try
        {
            using var json = JsonDocument.Parse(Encoding.UTF8.GetString(Convert.FromBase64String(field)), s_options);
            return new PostPolicy(json.RootElement);
        }
        catch (Exception e) when (e is FormatException or JsonException or InvalidOperationException
            or KeyNotFoundException or IndexOutOfRangeException or OverflowException)
        {
            throw S3Errors.InvalidPolicy(e);
        }
    }

    /// <summary>Throws unless the policy allows what the fields say.</summary>
    /// <param name="fields">The form's fields.</param>
    /// <param name="bucket">The bucket that the form is sent to.</param>
    /// <param name="key">The key, with the file's name in it.</param>
    /// <param name="now">The time.</param>
    public void Check(IReadOnlyDictionary<string, string> fields, string bucket, string key, DateTimeOffset now)
    {
        if (_expiration < now)
        {
            throw S3Errors.PolicyRefuses("Policy expired.");
        }

        foreach (var (field, isPrefix, value) in _conditions)
        {
            var given = field switch
            {
                "bucket" => bucket,
                "key" => key,
                _ => fields.GetValueOrDefault(field, ""),
            };
            if (isPrefix ? !given.StartsWith(value, StringComparison.Ordinal) : given != value)
            {
                throw S3Errors.PolicyRefuses(
                    $"Policy Condition failed: [\"{(isPrefix ? "starts-with" : "eq")}\", \"${field}\", \"{value}\"]");
            }
        }

        var allowed = _conditions.Select(condition => condition.Field).Concat(s_free).ToHashSet();
        if (fields.Keys.Select(name => name.ToLowerInvariant())
            .FirstOrDefault(name => !allowed.Contains(name) && !name.StartsWith("x-ignore-", StringComparison.Ordinal))
            is { } extra)
        {
            throw S3Errors.PolicyRefuses("Extra input fields: " + extra);
        }
    }

    private void Add(JsonElement condition)
    {
        if (condition.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in condition.EnumerateObject())
            {
                _conditions.Add((member.Name.ToLowerInvariant(), false, Text(member.Value)));
            }

            return;
        }

        var kind = Text(condition[0]).ToLowerInvariant();
        if (kind == BytesCondition)
        {
            BytesMin = Math.Max(BytesMin, Number(condition[1]));
            BytesMax = Math.Min(BytesMax, Number(condition[2]));
            return;
        }

        _conditions.Add((
            Text(condition[1]).TrimStart('$').ToLowerInvariant(),
            kind switch { "eq" => false, "starts-with" => true, _ => throw new FormatException(kind) },
            Text(condition[2])));
    }

    private static string Text(JsonElement json) => json.GetString() ?? throw new FormatException("It is null.");

    // Written as numbers or as texts.
    private static long Number(JsonElement json) => json.ValueKind == JsonValueKind.String
        ? long.Parse(Text(json), CultureInfo.InvariantCulture)
        : json.GetInt64();
}
