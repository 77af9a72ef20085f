using System.ComponentModel.DataAnnotations;

namespace Ganban.Protocol;

/// <summary>What operators may set about the wire.</summary>
public sealed class ProtocolOptions
{
    /// <summary>
    /// A path in front of every operation, empty or like <c>/aws</c>; requests without it are answered as well.
    /// </summary>
    [RegularExpression(
        "^(/[A-Za-z0-9._~-]+)*$",
        ErrorMessage = "PathPrefix must be empty or like '/aws', without a slash at its end.")]
    public string PathPrefix { get; set; } = "";

    /// <summary>The region of requests that name none: those with an API key at an address without a region.</summary>
    [RegularExpression(
        "^[a-z]{2}(-[a-z]+)+-[0-9]$", ErrorMessage = "DefaultRegion must be a region's name such as 'us-east-1'.")]
    public string DefaultRegion { get; set; } = "us-east-1";

    /// <summary>The most bytes of a request's body, before and after decompression.</summary>
    [Range(1, 1 << 30)]
    public int BodyBytesMax { get; set; } = 32 * 1024 * 1024;

    /// <summary>
    /// How long running requests may go on after the server was told to stop; less than the host waits for them.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:25", ErrorMessage = "DrainTime must be from 00:00:00 to 00:00:25.")]
    public TimeSpan DrainTime { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Host names answered in development mode besides loopback names and AWS endpoint names, and hosts whose web pages
    /// may send requests besides those of this machine; the checks keep other web pages away.
    /// </summary>
    public IList<string> AllowedHosts { get; } = [];

    /// <summary>Whether only loopback may connect and the well-known test credentials are accepted.</summary>
    public bool DevelopmentMode { get; set; } = true;
}
