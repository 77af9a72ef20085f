using Ganban.Bedrock.Engines;
using Ganban.Bedrock.Invocation;
using Ganban.Protocol.Pipeline;
using Ganban.Storage.Vectors;

namespace Ganban.Bedrock.Retrieval;

/// <summary>A question with all that is needed to answer it.</summary>
/// <param name="SessionId">The conversation that it belongs to.</param>
/// <param name="Question">What is asked.</param>
/// <param name="Found">What was found.</param>
/// <param name="ModelArn">The model as the caller named it.</param>
/// <param name="Engine">What answers.</param>
/// <param name="Chat">What it is asked.</param>
/// <param name="Context">The call of the model, apart from the caller's.</param>
internal sealed record PreparedAnswer(
    string SessionId,
    string Question,
    IReadOnlyList<VectorMatch> Found,
    string ModelArn,
    TextEngine Engine,
    ChatRequest Chat,
    OperationContext Context);
