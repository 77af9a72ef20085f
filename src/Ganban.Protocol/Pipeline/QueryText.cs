using Ganban.Contracts;

namespace Ganban.Protocol.Pipeline;

/// <summary>Takes a raw query apart. A plus sign is a plus sign: AWS clients encode spaces as %20.</summary>
public static class QueryText
{
    private const int ParametersMax = 256;

    /// <summary>The parameters in order, decoded.</summary>
    /// <exception cref="ModelledException">There are more than 256.</exception>
    public static IReadOnlyList<KeyValuePair<string, string>> Parse(string query)
    {
        if (query.Length == 0)
        {
            return [];
        }

        var parameters = new List<KeyValuePair<string, string>>();
        foreach (var pair in query.Split('&', ParametersMax + 1, StringSplitOptions.RemoveEmptyEntries))
        {
            if (parameters.Count == ParametersMax)
            {
                throw new ModelledException(
                    "ValidationException", 400, $"The query has more than {ParametersMax} parameters. Send fewer.");
            }

            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            var (name, value) = equals < 0 ? (pair, "") : (pair[..equals], pair[(equals + 1)..]);
            parameters.Add(new(Uri.UnescapeDataString(name), Uri.UnescapeDataString(value)));
        }

        return parameters;
    }
}
