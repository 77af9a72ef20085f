using Ganban.Functions.Endpoints;

namespace Ganban.Functions;

/// <summary>Where functions lie and what they may take together.</summary>
public sealed record FunctionsOptions
{
    /// <summary>The folder that holds code, logs and the folders of processes.</summary>
    public required string Folder { get; init; }

    /// <summary>The most processes of functions at once, those that wait for the next call included.</summary>
    public int EnvironmentsMax { get; init; } = 32;

    /// <summary>The most processes of one function at once.</summary>
    public int EnvironmentsPerFunctionMax { get; init; } = 8;

    /// <summary>The most calls that wait for a process; further ones are refused.</summary>
    public int WaitingMax { get; init; } = 1000;

    /// <summary>How long a process waits for its next call before it is ended.</summary>
    public TimeSpan IdleMax { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a process may take to start and ask for its first call.</summary>
    public TimeSpan InitMax { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the first and the second repetition of a failed event wait.</summary>
    public IReadOnlyList<TimeSpan> RetryDelays { get; init; } = [TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(2)];

    /// <summary>How long an event waits whose function takes no more calls.</summary>
    public TimeSpan BusyDelay { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Functions that are called at another endpoint, the first that fits.</summary>
    public IReadOnlyList<FunctionEndpoint> Endpoints { get; init; } = [];

    /// <summary>The endpoint that a function is called at; null if it is called here.</summary>
    public FunctionEndpoint? EndpointOf(FunctionReference function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return Endpoints.FirstOrDefault(endpoint => endpoint.Fits(function.Arn));
    }

    /// <summary>
    /// Environment variables for the functions of an account beside their own and those of the runtime, such as where
    /// this server listens.
    /// </summary>
    public Func<string, IReadOnlyDictionary<string, string>> Variables { get; init; } =
        static _ => new Dictionary<string, string>();
}
