using System.Globalization;
using Ganban.Bedrock.FoundationModels;
using Ganban.Contracts;
using Ganban.Contracts.BedrockRuntime;
using Ganban.Inference.Generation;
using Ganban.Inference.Remote;

namespace Ganban.Bedrock.Engines;

/// <summary>The faults of engines in the words that the service has for its models'.</summary>
internal static class EngineErrors
{
    // The cause's own words may name files of the server.
    private const string Failed =
        "The engine failed while it computed the answer. Send the request again; the server's log tells why.";

    /// <summary>No engine is bound to a model.</summary>
    public static ModelledException NoEngine(CatalogModel model) => new ServiceUnavailableException(
        $"No engine is bound to {model.Id}. Add a pattern that means it to Ganban:Bindings.");

    /// <summary>
    /// A model is bound to Amazon Bedrock, and something other than a single invocation needs vectors.
    /// </summary>
    public static ModelledException OnlyUpstream(CatalogModel model) => ModelledException.NotImplemented(
        $"{model.Id} is bound to an engine that passes single invocations on to Amazon Bedrock. What makes embeddings by itself needs "
        + "another engine: add one to the Fallbacks of its binding.");

    /// <summary>The body of an image model is right, and nothing that is bound to it can draw.</summary>
    public static ModelledException NoImageEngine(CatalogModel model) => new ModelNotReadyException(
        $"The body is right, but no engine that makes images is bound to {model.Id}. Configure an engine of kind stable-diffusion, or "
        + "one of kind openai with an ImageModel, and add a pattern that means the model to Ganban:Bindings.");

    /// <summary>Nothing that is bound to a model turns images into vectors.</summary>
    public static ModelledException NoImageEmbeddings(CatalogModel model) => ModelledException.NotImplemented(
        $"No engine that embeds images is bound to {model.Id}. Configure one of kind openai with an EmbeddingModel and "
        + "EmbedsImages, and add a pattern that means the model to Ganban:Bindings; or send text alone.");

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

    /// <summary>An engine's model can't be opened.</summary>
    public static ModelledException BeforeAnswer(EngineNotOpenException fault) => fault.IsTemporary
        ? new ModelNotReadyException(fault.Message, fault)
        : new ModelErrorException(fault.Message, fault) { ResourceName = fault.Engine };

    /// <summary>A forward pass failed before anything of an answer was passed on.</summary>
    public static ModelledException BeforeAnswer(EngineFailedException fault) =>
        new ModelErrorException(Failed, fault);

    /// <summary>A forward pass failed in the middle of a stream.</summary>
    public static ModelledException InStream(EngineFailedException fault) =>
        new ModelStreamErrorException(Failed, fault);

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

    /// <summary>An engine's model can't be opened to count tokens.</summary>
    public static ModelledException WhileCounting(EngineNotOpenException fault) =>
        new ServiceUnavailableException(fault.Message, fault);

    private static string Throttled(RemoteEngineException fault) => string.Create(
        CultureInfo.InvariantCulture,
        $"Too many requests, please wait before trying again. {fault.Message}");
}
