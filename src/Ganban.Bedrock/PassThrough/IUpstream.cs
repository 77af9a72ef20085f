using Ganban.Inference.Remote;

namespace Ganban.Bedrock.PassThrough;

/// <summary>Amazon Bedrock, or a server that speaks its protocol, that requests are sent on to.</summary>
public interface IUpstream
{
    /// <summary>What answers, for the response header: printable ASCII.</summary>
    string Name { get; }

    /// <summary>The model to ask for in place of the caller's; null for the caller's.</summary>
    string? ModelId { get; }

    /// <summary>Signs a request and sends it; the answer, which is a success, is the caller's to dispose.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Drops the connection.</param>
    /// <exception cref="RemoteEngineException">It can't be reached, is silent, or refuses; its reply is part of
    /// that.</exception>
    Task<RawAnswer> Send(UpstreamRequest request, CancellationToken cancellationToken);
}
