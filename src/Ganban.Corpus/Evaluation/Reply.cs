using Ganban.Corpus.Tools;

namespace Ganban.Corpus.Evaluation;

/// <summary>What the model said in one turn.</summary>
/// <param name="Text">Its words.</param>
/// <param name="Calls">Its calls.</param>
/// <param name="Message">The turn, to go on with.</param>
public sealed record Reply(
    string Text, IReadOnlyList<ToolCall> Calls, IReadOnlyList<Microsoft.Extensions.AI.ChatMessage> Message);
