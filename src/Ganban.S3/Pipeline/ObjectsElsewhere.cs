using Ganban.Contracts;
using Ganban.Protocol.Pipeline;
using Ganban.S3.Errors;
using Microsoft.AspNetCore.Http;

namespace Ganban.S3.Pipeline;

/// <summary>Tells S3's clients that the objects are in another S3, and where.</summary>
internal sealed class ObjectsElsewhere(string where) : ICompanionService
{
    public bool Owns(HttpRequest request) => S3Service.IsForS3(request);

    public Task Answer(HttpContext http, string requestId, CancellationToken cancellationToken) =>
        throw S3Errors.ObjectsElsewhere(where);

    public Task WriteError(HttpContext http, ModelledException error, string requestId) =>
        S3ErrorAnswer.Write(http, error, requestId);
}
