using Ganban.Bedrock.Invocation;
using Ganban.Contracts;
using Ganban.Protocol.Callers;

namespace Ganban.Bedrock.Observation;

/// <summary>One invocation of a model that is over, with all that is known of it.</summary>
internal sealed record FinishedInvocation
{
    /// <summary>
    /// The operation that the caller asked for, also of another front door, such as CreateModelInvocationJob.
    /// </summary>
    public required string Operation { get; init; }

    /// <summary>Who asked.</summary>
    public required Caller Caller { get; init; }

    /// <summary>The request's identifier.</summary>
    public required string RequestId { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>From the validated caller to the last byte.</summary>
    public required TimeSpan Took { get; init; }

    /// <summary>The modelId as the caller wrote it.</summary>
    public required string ModelId { get; init; }

    /// <summary>What the handlers noted.</summary>
    public required InvocationNotes Notes { get; init; }

    /// <summary>The error that was answered; null for success.</summary>
    public ModelledException? Error { get; init; }

    /// <summary>Whether the caller went away before the end.</summary>
    public bool IsAbandoned { get; init; }
}
