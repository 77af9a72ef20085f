using System.Net;
using Amazon.Runtime;
using Ganban.Storage.Objects;

namespace Ganban.Storage.S3;

/// <summary>Turns what a real S3 refuses into the store's own errors.</summary>
internal static class S3Refusals
{
    /// <summary>Calls S3.</summary>
    /// <exception cref="ObjectStoreException">It refused, or did not answer.</exception>
    public static async Task<T> Call<T>(Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (AmazonServiceException e)
        {
            throw new ObjectStoreException(Error(e), e.Message, e);
        }
        catch (Exception e) when (e is AmazonClientException or HttpRequestException)
        {
            throw new ObjectStoreException(
                ObjectStoreError.Unavailable, $"The S3 that keeps the objects can't be asked: {e.Message}", e);
        }
    }

    private static ObjectStoreError Error(AmazonServiceException e) =>
        Enum.TryParse<ObjectStoreError>(e.ErrorCode, out var known) ? known
        : e.StatusCode switch
        {
            HttpStatusCode.NotFound => ObjectStoreError.NoSuchKey,
            HttpStatusCode.Forbidden => ObjectStoreError.AccessDenied,
            HttpStatusCode.PreconditionFailed => ObjectStoreError.PreconditionFailed,
            HttpStatusCode.RequestedRangeNotSatisfiable => ObjectStoreError.InvalidRange,
            HttpStatusCode.BadRequest => ObjectStoreError.InvalidArgument,
            _ => ObjectStoreError.Unavailable,
        };
}
