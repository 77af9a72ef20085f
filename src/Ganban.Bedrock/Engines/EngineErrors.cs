using System.Globalization;
using Ganban.Bedrock.FoundationModels;
using Ganban.Contracts;
using Ganban.Contracts.BedrockRuntime;
using Ganban.Inference.Remote;

namespace Ganban.Bedrock.Engines;

/// <summary>The faults of engines in the words that the service has for its models'.</summary>
internal static class EngineErrors
{
    /// <summary>No engine is bound to a model.</summary>
    public static ModelledException NoEngine(CatalogModel model) => new ServiceUnavailableException(
        $"No engine is bound to {model.Id}. Add a pattern that means it to Ganban:Bindings.");

    /// <summary>A fault before anything of an answer was passed on.</summary>
    public static ModelledException BeforeAnswer(RemoteEngineException fault) => fault.Fault switch
    {
        RemoteFault.Unreachable or RemoteFault.Unavailable => new ServiceUnavailableException(fault.Message, fault),
        RemoteFault.NotReady => new ModelNotReadyException(fault.Message, fault),
        RemoteFault.TimedOut => new ModelTimeoutException(fault.Message, fault),
        RemoteFault.Busy => new ThrottlingException(Throttled(fault), fault),
        RemoteFault.Rejected =>
            new ValidationException($"The model returned the following errors: {fault.Words ?? fault.Message}", fault),
        _ => new ModelErrorException(fault.Message, fault)
        {
            OriginalStatusCode = fault.StatusCode,
            ResourceName = fault.Engine,
        },
    };

    /// <summary>A fault in the middle of a stream.</summary>
    public static ModelledException InStream(RemoteEngineException fault) =>
        new ModelStreamErrorException(fault.Message, fault)
        {
            OriginalStatusCode = fault.StatusCode,
            OriginalMessage = fault.Words,
        };

    /// <summary>A fault while counting tokens, which has no errors of models.</summary>
    public static ModelledException WhileCounting(RemoteEngineException fault) => BeforeAnswer(fault) switch
    {
        ValidationException or ThrottlingException => BeforeAnswer(fault),
        _ => new ServiceUnavailableException(fault.Message, fault),
    };

    private static string Throttled(RemoteEngineException fault) => string.Create(
        CultureInfo.InvariantCulture,
        $"Too many requests, please wait before trying again. {fault.Message}");
}
