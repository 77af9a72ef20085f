using Ganban.Contracts;
using Microsoft.AspNetCore.Http;

namespace Ganban.Protocol.Pipeline;

/// <summary>
/// A service beside those of the contract, on the same port and with a wire of its own, such as S3. The pipeline gives
/// its requests what all requests have: an identifier, the check of the host, cancellation, the log, one place for
/// errors.
/// </summary>
public interface ICompanionService
{
    /// <summary>Whether a request is for it: signed for it, or sent to a host of its own.</summary>
    bool Owns(HttpRequest request);

    /// <summary>Answers a request.</summary>
    /// <param name="http">The request.</param>
    /// <param name="requestId">Its identifier.</param>
    /// <param name="cancellationToken">Cancelled when the caller has gone or the server stops.</param>
    /// <exception cref="ModelledException">The answer is this error.</exception>
    Task Answer(HttpContext http, string requestId, CancellationToken cancellationToken);

    /// <summary>Answers a request with an error; the response has not started.</summary>
    Task WriteError(HttpContext http, ModelledException error, string requestId);
}
