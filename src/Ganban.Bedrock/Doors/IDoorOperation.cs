using Ganban.Protocol.Pipeline;

namespace Ganban.Bedrock.Doors;

/// <summary>
/// An operation of an API other than Bedrock's own, over the same models: it knows that API's words and nothing of
/// HTTP. One class per operation.
/// </summary>
public interface IDoorOperation
{
    /// <summary>One of <see cref="DoorOperations"/>; the invocation log and the counters name it so.</summary>
    string Name { get; }

    /// <summary>Answers a request.</summary>
    /// <exception cref="Ganban.Contracts.ModelledException">
    /// The answer is this error; its words are written in the API's own form. Streams throw it too.
    /// </exception>
    Task<DoorAnswer> Answer(DoorRequest request, OperationContext context, CancellationToken cancellationToken);
}
