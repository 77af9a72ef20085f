using Ganban.Contracts;
using Ganban.Protocol.Callers;
using Microsoft.AspNetCore.Http;

namespace Ganban.Server.OwnPaths;

/// <summary>A path below <c>/ganban/</c>: what Amazon Bedrock has no operation for.</summary>
internal interface IOwnPath
{
    /// <summary>The path, such as <c>/ganban/costs</c>.</summary>
    string Path { get; }

    /// <summary>Answers a request of an account about itself.</summary>
    /// <returns>The JSON of the answer; empty for 204.</returns>
    /// <exception cref="ModelledException">The answer is this error.</exception>
    Task<ReadOnlyMemory<byte>> Answer(HttpRequest request, Caller caller, CancellationToken cancellationToken);
}
