namespace Ganban.Functions.Endpoints;

/// <summary>An endpoint with Lambda's invoke API that stands in for functions.</summary>
/// <param name="Pattern">The ARNs of the functions; <c>*</c> stands for any characters.</param>
/// <param name="Url">The endpoint's address.</param>
/// <param name="FunctionName">
/// What the functions are called there; null for their own name. The runtime interface emulator knows only
/// <c>function</c>.
/// </param>
/// <param name="TimeMax">How long a call may take.</param>
public sealed record FunctionEndpoint(string Pattern, Uri Url, string? FunctionName, TimeSpan TimeMax)
{
    /// <summary>Whether a function is called here.</summary>
    /// <param name="arn">Its ARN, without a qualifier.</param>
    public bool Fits(string arn)
    {
        ArgumentNullException.ThrowIfNull(arn);
        var parts = Pattern.Split('*');
        if (parts.Length == 1)
        {
            return arn == Pattern;
        }

        if (!arn.StartsWith(parts[0], StringComparison.Ordinal))
        {
            return false;
        }

        var at = parts[0].Length;
        foreach (var part in parts[1..^1])
        {
            var found = arn.IndexOf(part, at, StringComparison.Ordinal);
            if (found < 0)
            {
                return false;
            }

            at = found + part.Length;
        }

        return arn.Length - at >= parts[^1].Length && arn.EndsWith(parts[^1], StringComparison.Ordinal);
    }
}
