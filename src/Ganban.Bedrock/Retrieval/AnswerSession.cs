using System.Text.Json.Serialization;
using Ganban.Storage;

namespace Ganban.Bedrock.Retrieval;

/// <summary>A conversation with a knowledge base, so that a question may refer to those before.</summary>
/// <param name="Turns">What was asked and answered, the oldest first.</param>
public sealed record AnswerSession(IReadOnlyList<AnswerTurn> Turns)
{
    /// <summary>Where they are stored.</summary>
    public static DocumentKind<AnswerSession> Kind { get; } =
        new("knowledge-base-session", RetrievalJson.Default.AnswerSession);
}

/// <summary>A question and its answer.</summary>
/// <param name="Question">What was asked.</param>
/// <param name="Answer">What was answered.</param>
public sealed record AnswerTurn(string Question, string Answer);

/// <summary>How conversations become JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(AnswerSession))]
internal sealed partial class RetrievalJson : JsonSerializerContext;
