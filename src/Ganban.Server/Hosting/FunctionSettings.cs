using System.ComponentModel.DataAnnotations;

namespace Ganban.Server.Hosting;

/// <summary>How functions are run: section <c>Ganban:Functions</c>.</summary>
public sealed class FunctionSettings
{
    /// <summary>The most processes of functions at once, those that wait for the next call included.</summary>
    [Range(1, 10_000, ErrorMessage = "Ganban:Functions:ProcessesMax must be a number from 1 to 10000.")]
    public int ProcessesMax { get; set; } = 32;

    /// <summary>The most processes of one function at once.</summary>
    [Range(1, 10_000, ErrorMessage = "Ganban:Functions:ProcessesPerFunctionMax must be a number from 1 to 10000.")]
    public int ProcessesPerFunctionMax { get; set; } = 8;

    /// <summary>How long a process waits for its next call before it is ended.</summary>
    public TimeSpan IdleMax { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long the first repetition of a failed event waits; the second waits twice as long.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Functions that are called at another endpoint; the first that fits.</summary>
    public IList<FunctionEndpointSettings> Endpoints { get; } = [];

    /// <summary>Everything that is wrong, with the setting's name and what to do.</summary>
    internal IEnumerable<string> Problems()
    {
        if (IdleMax < TimeSpan.FromSeconds(1) || IdleMax > TimeSpan.FromDays(1))
        {
            yield return "Ganban:Functions:IdleMax must be from one second (00:00:01) to one day.";
        }

        if (RetryDelay < TimeSpan.Zero || RetryDelay > TimeSpan.FromHours(6))
        {
            yield return "Ganban:Functions:RetryDelay must be from 00:00:00 to six hours.";
        }

        for (var i = 0; i < Endpoints.Count; i++)
        {
            var endpoint = Endpoints[i];
            if (endpoint.Pattern.Length == 0)
            {
                yield return $"Ganban:Functions:Endpoints:{i}:Pattern must be the ARN of a function; * stands for any characters.";
            }

            if (endpoint.Address is null && (endpoint.Url.Length > 0 || !endpoint.Sign))
            {
                yield return $"Ganban:Functions:Endpoints:{i}:Url must be an http or https address, not '{endpoint.Url}'. It may be "
                    + "absent where Sign is true: then it is that of Amazon's Lambda.";
            }

            if (endpoint.Profile.Length > 0 && !endpoint.Sign)
            {
                yield return $"Ganban:Functions:Endpoints:{i}:Profile is of use only where Sign is true. Set it, or leave out Profile.";
            }

            if (endpoint.TimeMax < TimeSpan.FromSeconds(1) || endpoint.TimeMax > TimeSpan.FromMinutes(15))
            {
                yield return $"Ganban:Functions:Endpoints:{i}:TimeMax must be from one second (00:00:01) to 15 minutes.";
            }
        }
    }
}

/// <summary>An endpoint that stands in for functions.</summary>
public sealed class FunctionEndpointSettings
{
    /// <summary>The ARNs of the functions; <c>*</c> stands for any characters.</summary>
    public string Pattern { get; set; } = "";

    /// <summary>
    /// The endpoint's address; empty for that of Amazon's Lambda in the function's region, where <see cref="Sign"/> is
    /// true.
    /// </summary>
    public string Url { get; set; } = "";

    /// <summary>Whether requests are signed with the server's own AWS credentials.</summary>
    public bool Sign { get; set; }

    /// <summary>The profile that has the credentials; empty for what the AWS SDK finds.</summary>
    public string Profile { get; set; } = "";

    /// <summary>What the functions are called there; empty for their own name.</summary>
    public string FunctionName { get; set; } = "";

    /// <summary>How long a call may take.</summary>
    public TimeSpan TimeMax { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>The parsed address; null if it is none.</summary>
    internal Uri? Address =>
        Uri.TryCreate(Url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" ? address : null;
}
