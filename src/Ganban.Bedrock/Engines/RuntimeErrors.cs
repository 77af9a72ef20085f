using Ganban.Contracts;
using Ganban.Contracts.BedrockRuntime;

namespace Ganban.Bedrock.Engines;

/// <summary>The errors of the runtime by name, for what answers them because it was told to.</summary>
internal static class RuntimeErrors
{
    private static readonly Dictionary<string, Func<string, ModelledException>> Makers = new(StringComparer.Ordinal)
    {
        [nameof(AccessDeniedException)] = message => new AccessDeniedException(message),
        [nameof(InternalServerException)] = message => new InternalServerException(message),
        [nameof(ModelErrorException)] = message => new ModelErrorException(message),
        [nameof(ModelNotReadyException)] = message => new ModelNotReadyException(message),
        [nameof(ModelStreamErrorException)] = message => new ModelStreamErrorException(message),
        [nameof(ModelTimeoutException)] = message => new ModelTimeoutException(message),
        [nameof(ResourceNotFoundException)] = message => new ResourceNotFoundException(message),
        [nameof(ServiceQuotaExceededException)] = message => new ServiceQuotaExceededException(message),
        [nameof(ServiceUnavailableException)] = message => new ServiceUnavailableException(message),
        [nameof(ThrottlingException)] = message => new ThrottlingException(message),
        [nameof(ValidationException)] = message => new ValidationException(message),
    };

    /// <summary>Their names.</summary>
    public static IReadOnlyCollection<string> Names => Makers.Keys;

    /// <summary>An error with a message.</summary>
    public static ModelledException Make(string name, string message) => Makers[name](message);
}
