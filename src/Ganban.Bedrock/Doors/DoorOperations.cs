namespace Ganban.Bedrock.Doors;

/// <summary>The names of the front doors' operations.</summary>
public static class DoorOperations
{
    /// <summary>OpenAI's chat completions.</summary>
    public const string ChatCompletions = "ChatCompletions";

    /// <summary>OpenAI's embeddings.</summary>
    public const string Embeddings = "Embeddings";

    /// <summary>OpenAI's list of models.</summary>
    public const string ListModels = "ListModels";

    /// <summary>A model of OpenAI's list.</summary>
    public const string GetModel = "GetModel";

    /// <summary>OpenAI's responses: making one.</summary>
    public const string Responses = "Responses";

    /// <summary>A kept response.</summary>
    public const string GetResponse = "GetResponse";

    /// <summary>A kept response is deleted.</summary>
    public const string DeleteResponse = "DeleteResponse";

    /// <summary>A response in the background is cancelled.</summary>
    public const string CancelResponse = "CancelResponse";

    /// <summary>What a kept response answers to.</summary>
    public const string ListInputItems = "ListInputItems";

    /// <summary>Anthropic's messages.</summary>
    public const string Messages = "Messages";

    /// <summary>Anthropic's count of a message's tokens.</summary>
    public const string CountMessageTokens = "CountMessageTokens";
}
