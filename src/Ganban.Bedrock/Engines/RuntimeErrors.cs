using Ganban.Contracts;
using Ganban.Contracts.BedrockRuntime;

namespace Ganban.Bedrock.Engines;

/// <summary>The errors of the runtime by name, for what answers them because it was told to.</summary>
internal static class RuntimeErrors
{
    private static readonly Dictionary<string, int> Statuses = new(StringComparer.Ordinal)
    {
        [nameof(AccessDeniedException)] = 403,
        [nameof(InternalServerException)] = 500,
        [nameof(ModelErrorException)] = 424,
        [nameof(ModelNotReadyException)] = 429,
        [nameof(ModelStreamErrorException)] = 424,
        [nameof(ModelTimeoutException)] = 408,
        [nameof(ResourceNotFoundException)] = 404,
        [nameof(ServiceQuotaExceededException)] = 400,
        [nameof(ServiceUnavailableException)] = 503,
        [nameof(ThrottlingException)] = 429,
        [nameof(ValidationException)] = 400,
    };

    /// <summary>Their names.</summary>
    public static IReadOnlyCollection<string> Names => Statuses.Keys;

    /// <summary>An error with a message and response headers.</summary>
    public static ModelledException Make(string name, string message, params KeyValuePair<string, string>[] headers) =>
        new(name, Statuses[name], message) { Headers = headers };
}
