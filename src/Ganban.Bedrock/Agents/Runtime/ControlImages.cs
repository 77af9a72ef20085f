using Ganban.Contracts;
using Ganban.Contracts.BedrockAgentRuntime;

namespace Ganban.Bedrock.Agents.Runtime;

/// <summary>An image in the result of a call.</summary>
/// <param name="Format">One of <see cref="ImageInputFormat"/>.</param>
/// <param name="Content">The image.</param>
internal sealed record AgentImage(string Format, ReadOnlyMemory<byte> Content);

/// <summary>Reads the images in the results that callers send.</summary>
internal static class ControlImages
{
    /// <summary>The most bytes of images that a session keeps, so that its files have a place beside them.</summary>
    public const long KeptBytesMax = 2 << 20;

    private const long BytesMax = 6 << 20; // of one request

    private const int CountMax = 20; // Converse's, as is the size of one
    private const int OneBytesMax = 3_932_160;

    /// <summary>Checks the images of all results together.</summary>
    /// <param name="results">The results.</param>
    /// <param name="state">The field of the request that holds them.</param>
    /// <exception cref="ModelledException">There are too many, or they are too large.</exception>
    public static void Check(IReadOnlyList<InvocationResultMember> results, string state)
    {
        var field = state + ".returnControlInvocationResults";
        var images = results.SelectMany(result => Of(result switch
        {
            InvocationResultMember.FunctionResult { Value.ResponseBody: var body } => body,
            InvocationResultMember.ApiResult { Value.ResponseBody: var body } => body,
            _ => null,
        })).ToList();
        if (images.Count > CountMax || images.Sum(image => (long)image.Content.Length) > BytesMax)
        {
            throw AgentErrors.Wrong(
                field, $"There are more than {CountMax} images or {BytesMax} bytes of images. Send fewer or smaller ones.");
        }

        if (images.Exists(image => image.Content.Length > OneBytesMax))
        {
            throw AgentErrors.Wrong(field, $"An image has more than {OneBytesMax} bytes. Send a smaller one.");
        }
    }

    /// <summary>The images of one result.</summary>
    public static IReadOnlyList<AgentImage> Of(IReadOnlyDictionary<string, ContentBody>? body) =>
    [
        .. (body ?? new Dictionary<string, ContentBody>()).Values
            .SelectMany(part => part.Images ?? [])
            .Select(image => new AgentImage(
                image.Format, image.Source is ImageInputSource.Bytes bytes ? bytes.Value : default)),
    ];
}
