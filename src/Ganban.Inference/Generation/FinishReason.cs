namespace Ganban.Inference.Generation;

/// <summary>Why generation ended.</summary>
public enum FinishReason
{
    /// <summary>The model chose an end-of-generation token.</summary>
    EndOfGeneration,

    /// <summary>One of the request's stop sequences appeared.</summary>
    StopSequence,

    /// <summary>The request's token limit or the context window was reached.</summary>
    Length,

    /// <summary>The request's constraint is complete.</summary>
    ConstraintFinished,
}
