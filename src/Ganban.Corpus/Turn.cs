using Ganban.Corpus.Tools;

namespace Ganban.Corpus;

/// <summary>A turn of a conversation.</summary>
public abstract record Turn
{
    private Turn()
    {
    }

    /// <summary>What the user says.</summary>
    /// <param name="Text">The words.</param>
    public sealed record User(string Text) : Turn;

    /// <summary>What the model says; it is trained on these turns alone.</summary>
    /// <param name="Text">The words; empty where it only calls tools.</param>
    /// <param name="Calls">The calls.</param>
    public sealed record Assistant(string Text, IReadOnlyList<ToolCall> Calls) : Turn
    {
        /// <summary>
        /// False where the turn could as well go on, so that its end teaches nothing: one call of several, which
        /// nothing in the conversation asks to be made one by one.
        /// </summary>
        public bool TrainsEnd { get; init; } = true;
    }

    /// <summary>What a call gave.</summary>
    /// <param name="Call">The number of the call among all of the conversation, from 0.</param>
    /// <param name="Text">The result.</param>
    public sealed record Result(int Call, string Text) : Turn;
}
