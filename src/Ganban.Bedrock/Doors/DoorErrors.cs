using Ganban.Contracts;

namespace Ganban.Bedrock.Doors;

/// <summary>The words of errors that only front doors have.</summary>
internal static class DoorErrors
{
    public static ModelledException UnknownModel(string name) => new(
        DoorErrorCodes.UnknownModel,
        404,
        $"The model '{Short(name)}' does not exist or you do not have access to it. Name a model as Amazon Bedrock's modelId does.");

    public static ModelledException NotEmbedding(string model) => new(
        "ValidationException", 400, $"The model '{Short(model)}' makes no embeddings of texts. Name one that does.");

    public static ModelledException UnknownResponse(string id) => new(
        DoorErrorCodes.UnknownResponse, 404, $"Response with id '{Short(id)}' not found.");

    public static ModelledException UnknownPrevious(string id) => new(
        DoorErrorCodes.UnknownPrevious,
        400,
        $"Previous response with id '{Short(id)}' not found. It was not stored, was deleted, or belongs to another account or region.");

    public static ModelledException TooManyTurns(int max) => new(
        "ValidationException",
        400,
        $"The conversation behind previous_response_id has more than {max} responses. Begin a new one with the turns that matter.");

    public static ModelledException TooLargeTurns(int bytesMax) => new(
        "ValidationException",
        400,
        $"The conversation behind previous_response_id is larger than {bytesMax} bytes. Begin a new one with the turns that matter.");

    public static ModelledException TooLargeToStore(int bytesMax) => new(
        "ValidationException",
        400,
        $"The response can't be stored: its input is larger than {bytesMax} bytes. Send the request with store set to false.");

    private static string Short(string text) => text.Length > 256 ? text[..256] + "…" : text;
}
