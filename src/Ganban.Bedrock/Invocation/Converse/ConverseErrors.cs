using Ganban.Contracts;
using Ganban.Contracts.BedrockRuntime;

namespace Ganban.Bedrock.Invocation.Converse;

/// <summary>The words of Converse's errors, apart from the rules of a conversation.</summary>
internal static class ConverseErrors
{
    public static ModelledException NoTools(bool streaming) => new ValidationException(
        streaming ? "This model doesn't support tool use in streaming mode." : "This model doesn't support tool use.");

    public static ModelledException NoSystem() => new ValidationException(
        "This model doesn't support system messages. Try again without a system message or use a model that supports system messages.");

    public static ModelledException NoField(string kind) => new ValidationException(
        $"This model doesn't support the {kind} field. Remove {kind} and try again.");

    /// <summary>The model takes images, and the engine that stands for it does not.</summary>
    public static ModelledException BlindEngine() => new ValidationException(
        $"{NoField("image").Message} The engine that answers for the model here reads no images; bind one that does.");

    public static ModelledException NotFromUser() => new ValidationException(
        "A conversation must start with a user message. Try again with a conversation that starts with a user message.");

    public static ModelledException NotAlternating() => new ValidationException(
        "A conversation must alternate between user and assistant roles. Make sure the conversation alternates between user "
        + "and assistant roles and try again.");

    public static ModelledException DocumentTooLarge(string name, long bytesMax) => new ValidationException(
        $"The document '{name}' is larger than {bytesMax} bytes. Split it, or send a smaller one.");

    public static ModelledException UnreadableDocument(string name, Exception cause) => new ValidationException(
        $"The document '{name}' can't be read. {cause.Message}", cause);

    public static ModelledException NoObject(string uri, string reason, Exception? cause = null) =>
        new ValidationException(
            $"The object at {uri} can't be used: {reason.TrimEnd('.')}. Check its address.", cause);

    public static ModelledException NoJsonObject(string place) => new ValidationException(
        $"The format of the value at {place} is invalid. Provide a json object for the field and try again.");

    public static ModelledException UnsoundJson(string place) => new ValidationException(
        $"The JSON at {place} is invalid: it names a member twice, nests deeper than {FreeJson.DepthMax} levels or holds text that is "
        + "not Unicode. Correct it and try again.");
}
