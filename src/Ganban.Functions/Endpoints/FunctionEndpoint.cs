namespace Ganban.Functions.Endpoints;

/// <summary>An endpoint with Lambda's invoke API that stands in for functions.</summary>
/// <param name="Pattern">The ARNs of the functions; <c>*</c> stands for any characters.</param>
/// <param name="Url">The endpoint's address; null for that of Amazon's Lambda in the function's region.</param>
/// <param name="FunctionName">
/// What the functions are called there; null for their own name, which is with the account where requests are signed.
/// The runtime interface emulator knows only <c>function</c>.
/// </param>
/// <param name="TimeMax">How long a call may take.</param>
public sealed record FunctionEndpoint(string Pattern, Uri? Url, string? FunctionName, TimeSpan TimeMax)
{
    /// <summary>
    /// Signs a request, whose content is in memory, for a function's region; null where nobody asks for signatures. It
    /// throws <see cref="FunctionException"/> where it can't.
    /// </summary>
    public Func<HttpRequestMessage, FunctionReference, CancellationToken, Task>? Sign { get; init; }

    /// <summary>Where a function is called.</summary>
    public Uri AddressOf(FunctionReference function)
    {
        ArgumentNullException.ThrowIfNull(function);
        var domain = function.Region.StartsWith("cn-", StringComparison.Ordinal) ? "amazonaws.com.cn" : "amazonaws.com";
        return Url ?? new Uri($"https://lambda.{function.Region}.{domain}");
    }

    /// <summary>What a function is called there.</summary>
    public string NameOf(FunctionReference function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return FunctionName ?? (Sign is null ? function.Name : $"{function.Account}:function:{function.Name}");
    }

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
