using System.Globalization;
using Ganban.S3.Bodies;
using Ganban.S3.Errors;
using Ganban.S3.Fields;
using Ganban.S3.Pipeline;
using Ganban.Storage.Objects;
using Microsoft.AspNetCore.Http;

namespace Ganban.S3.Objects;

/// <summary>GetObject and HeadObject, which differ in the body only.</summary>
internal sealed class GetObject(IBucketStore store) : IS3Operation
{
    private const int CopyBytes = 128 * 1024;

    public async Task Answer(S3Request request, CancellationToken cancellationToken)
    {
        if (request.Query.Has("partNumber"))
        {
            throw S3Errors.NotImplemented("reading a part of an object by its number");
        }

        var found = await store.Find(request.Object, cancellationToken) ?? throw S3Errors.NoSuchKey();
        var range = RangeField.Read(request.Header("Range"));
        if (AnswersCondition(request, found))
        {
            return;
        }

        await using var reading = await store.Open(request.Object, range, cancellationToken);

        // It may have been written anew since the conditions were looked at.
        if (reading.Object.ETag != found.ETag && AnswersCondition(request, reading.Object))
        {
            return;
        }

        WriteHeaders(request, reading, range);
        if (HttpMethods.IsGet(request.Http.Request.Method))
        {
            await reading.Content.CopyToAsync(request.Response.Body, CopyBytes, cancellationToken);
        }
    }

    private static bool AnswersCondition(S3Request request, StoredObject found)
    {
        var isNotModified = Preconditions.IsNotModified(request, found);
        if (isNotModified)
        {
            ObjectFields.Write(request, found);
            request.Response.StatusCode = StatusCodes.Status304NotModified;
        }

        return isNotModified;
    }

    private static void WriteHeaders(S3Request request, ObjectReading reading, ByteRange? range)
    {
        ObjectFields.Write(request, reading.Object);
        var response = request.Response;
        response.ContentLength = reading.Bytes;
        if (range is not null)
        {
            response.StatusCode = StatusCodes.Status206PartialContent;
            var last = reading.Offset + reading.Bytes - 1;
            response.Headers.ContentRange = string.Create(
                CultureInfo.InvariantCulture, $"bytes {reading.Offset}-{last}/{reading.Object.Bytes}");
        }
        else if (request.Header("x-amz-checksum-mode") is { } mode
            && mode.Equals("ENABLED", StringComparison.OrdinalIgnoreCase))
        {
            ChecksumField.Write(request, reading.Object.Checksum);
        }
    }
}
