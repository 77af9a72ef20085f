using System.Globalization;
using Ganban.S3.Errors;

namespace Ganban.S3.Addressing;

/// <summary>The parameters of a request; of a repeated one the first counts.</summary>
internal sealed class S3Query
{
    private const int ParametersMax = 256;
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    public S3Query(string raw)
    {
        var pairs = raw.Split('&', ParametersMax + 1, StringSplitOptions.RemoveEmptyEntries);
        if (pairs.Length > ParametersMax)
        {
            throw S3Errors.InvalidArgument($"The query has more than {ParametersMax} parameters.");
        }

        foreach (var pair in pairs)
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            var name = S3Address.Decode(equals < 0 ? pair : pair[..equals], plusIsSpace: true);
            _values.TryAdd(name, equals < 0 ? "" : S3Address.Decode(pair[(equals + 1)..], plusIsSpace: true));
        }
    }

    public IEnumerable<string> Names => _values.Keys;

    public string? this[string name] => _values.GetValueOrDefault(name);

    public bool Has(string name) => _values.ContainsKey(name);

    /// <summary>A number; the default where the parameter is absent or empty.</summary>
    public int Number(string name, int absent, int max)
    {
        if (string.IsNullOrEmpty(this[name]))
        {
            return absent;
        }

        return int.TryParse(this[name], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? Math.Min(number, max)
            : throw S3Errors.InvalidArgument($"Argument {name} must be an integer between 0 and {int.MaxValue}");
    }
}
