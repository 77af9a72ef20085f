using System.Globalization;
using Ganban.Bedrock.Engines;
using Ganban.Bedrock.FoundationModels;
using Ganban.Bedrock.Invocation.Converse;
using Ganban.Contracts;
using Ganban.Contracts.BedrockRuntime;
using Ganban.Inference.Chat;
using Ganban.Inference.ChatTemplates;
using Ganban.Inference.Constraints;
using Ganban.Inference.Embeddings;
using Ganban.Inference.Generation;
using Ganban.Inference.Models;
using Ganban.Inference.Remote;
using Ganban.Protocol.Pipeline;

namespace Ganban.Bedrock.Invocation;

/// <summary>The words of the runtime's errors.</summary>
internal static class InvocationErrors
{
    /// <summary>The conversation ends with an answer begun for the model to go on with.</summary>
    public const string NoPrefill =
        "This model does not support assistant message prefill. The conversation must end with a user message.";

    public static ModelledException UnknownModel() =>
        new ValidationException("The provided model identifier is invalid.");

    public static ModelledException UnknownProvisionedModel() => new ResourceNotFoundException(
        "Could not resolve the foundation model from the provided model identifier.");

    /// <summary>This machine lacks something that the work needs; the message says what.</summary>
    public static ModelledException NotHere(string what) => ModelledException.NotImplemented(what);

    public static ModelledException UnreadablePdf(string place, Exception cause) => new ValidationException(
        $"{place}: the PDF can't be read. {cause.Message}", cause);

    public static ModelledException BadSignature(string place) => new ValidationException(
        $"{place}: Invalid `signature` in `thinking` block");

    public static ModelledException NothingToRoute() => new ValidationException(
        "A prompt router chooses a model by the prompt of an invocation, and this operation has none. Name one of its models instead.");

    public static ModelledException NoPrompt(string arn) => new ResourceNotFoundException(
        $"The prompt {arn} does not exist in this account and region. Check its ARN and version.");

    public static ModelledException EmptyPrompt(string arn) => new ValidationException(
        $"The prompt {arn} has no variant with a modelId. Give its default variant one with UpdatePrompt and, for a version, make a new one.");

    public static ModelledException DecidedByPrompt(string member) => new ValidationException(
        $"The {member} field can't be sent with a prompt of prompt management as the modelId: the prompt decides it. Remove the field.");

    public static ModelledException NoVariable(string name) => new ValidationException(
        $"The prompt has a variable {name}, and promptVariables gives it no text. Add it.");

    /// <summary>A region that may serve the model is denied; a header says what decided it.</summary>
    public static ModelledException DeniedRegion(string modelArn, OperationContext context) =>
        new AccessDeniedException(
        $"User: {context.Caller.PrincipalArn} is not authorized to perform: bedrock:{Action(context)} on resource: {modelArn} with an "
        + "explicit deny in a service control policy")
    {
        Headers = [new("x-ganban-denied-by", "Ganban:DeniedRegions")],
    };

    // Policies know two actions, whatever the operation is.
    private static string Action(OperationContext context) =>
        context.Operation.EndsWith("Stream", StringComparison.Ordinal)
            ? "InvokeModelWithResponseStream"
            : "InvokeModel";

    /// <summary>The model wants a profile; a header names those of the region, which the words leave out.</summary>
    public static ModelledException NeedsProfile(
        string modelId,
        IReadOnlyList<string> profileIds) => new ValidationException(
        $"Invocation of model ID {modelId} with on-demand throughput isn’t supported. Retry your request with the ID or ARN of an "
        + "inference profile that contains this model.")
    {
        Headers = profileIds.Count == 0 ? [] : [new("x-ganban-profiles", string.Join(", ", profileIds))],
    };

    public static ModelledException NotText() => new ValidationException(
        "This action doesn't support the model that you provided. Try again with a supported text or chat model.");

    public static ModelledException NoStreaming() => new ValidationException("The model is unsupported for streaming.");

    public static ModelledException MalformedBody(string? complaints = null) => new ValidationException(
        $"Malformed input request{(complaints is null ? "" : ": " + complaints)}, please reformat your input and try again.");

    public static ModelledException ModelReturned(string complaint) => new ValidationException(
        $"The model returned the following errors: {complaint}");

    public static ModelledException TooManyTokens(int limit) => new ValidationException(string.Create(
        CultureInfo.InvariantCulture,
        $"The maximum tokens you requested exceed the model limit of {limit}. Try again with a maximum tokens value lower than {limit}."));

    public static ModelledException TooManyInputTokens(int limit, int tokens) => new ValidationException(string.Create(
        CultureInfo.InvariantCulture,
        $"400 Bad Request: Too many input tokens. Max input tokens: {limit}, request input token count: {tokens}"));

    public static ModelledException CantCount(string engine) => new ValidationException(
        $"The provided model doesn't support counting tokens. The engine that answers for it, {engine}, has no way to count.");

    /// <summary>A part of an operation that is not done yet: said with its name instead of being passed over.</summary>
    public static ModelledException NotImplemented(string what) =>
        ModelledException.NotImplemented($"Ganban does not implement {what} yet. Send the request without it.");

    /// <summary>The modelId stands for something that can't be invoked yet.</summary>
    public static ModelledException NotInvoked(string kind) => ModelledException.NotImplemented(
        $"Ganban does not invoke {kind} yet. Name a foundation model or an inference profile as the modelId.");

    /// <summary>Bodies in the model's own format can't be read.</summary>
    public static ModelledException NoFormat(CatalogModel model) => ModelledException.NotImplemented(
        $"Ganban does not implement the native format {model.NativeFormat} of {model.Id} yet."
        + (ModelLimits.Converses(model) ? " Use Converse." : ""));

    /// <summary>The model converses by voice, and nothing here can.</summary>
    public static ModelledException NoSpeechEngine(string modelId) => ModelledException.NotImplemented(
        $"No engine that hears and speaks can be bound to {modelId} yet. Ganban's engines make text and embeddings: use "
        + "ConverseStream with a text model.");

    public static ModelledException NotBidirectional(string modelId) => new ValidationException(
        $"The model {modelId} doesn't support bidirectional streaming. Use InvokeModelWithResponseStream or ConverseStream.");

    /// <summary>An engine's refusal in the service's words; null for a fault.</summary>
    public static ModelledException? FromEngine(Exception exception) => exception switch
    {
        PromptTooLongException e => new ValidationException(
            string.Create(
                CultureInfo.InvariantCulture,
                $"Input is too long for requested model. It has {e.PromptTokens} tokens; the engine's context window holds {e.ContextLength}."),
            e),
        EngineBusyException or KvCacheFullException =>
            new ThrottlingException("Too many requests, please wait before trying again.", exception),
        EngineClosedException => new ServiceUnavailableException(exception.Message, exception),
        EngineFailedException e => EngineErrors.BeforeAnswer(e),
        EngineNotOpenException e => EngineErrors.BeforeAnswer(e),
        EmbeddingDimensionsException => ModelReturned(exception.Message),
        RemoteEngineException e => EngineErrors.BeforeAnswer(e),
        UnsupportedContentException { IsPicture: true } => ConverseErrors.BlindEngine(),
        UnsupportedContentException or InvalidPictureException or ChatTemplateException or JsonSchemaException =>
            new ValidationException(exception.Message, exception),
        _ => null,
    };
}
