using Ganban.Protocol.Callers;
using Ganban.S3.Errors;
using Ganban.S3.Fields;
using Ganban.S3.Pipeline;
using Ganban.S3.Xml;
using Ganban.Storage.Objects;

namespace Ganban.S3.Buckets;

internal sealed class CreateBucket(IBucketStore store) : IS3Operation
{
    // In its oldest region S3 answers a second creation by the same owner as it did the first.
    private const string OldestRegion = "us-east-1";

    public async Task Answer(S3Request request, CancellationToken cancellationToken)
    {
        if (!BucketName.IsValid(request.Bucket))
        {
            throw S3Errors.InvalidBucketName();
        }

        ObjectFields.RefuseUnsupported(request);
        if (request.Header("x-amz-bucket-object-lock-enabled") is { } isLocked
            && isLocked.Equals("true", StringComparison.OrdinalIgnoreCase))
        {
            throw S3Errors.NotImplemented("locks on objects");
        }

        var configuration = await XmlRequest.ReadOptional(request, "CreateBucketConfiguration", cancellationToken);
        var region = configuration?.Text("LocationConstraint") is { Length: > 0 } constraint
            ? Region(constraint)
            : request.Region;
        try
        {
            await store.CreateBucket(request.Account, request.Bucket, region, cancellationToken);
        }
        catch (ObjectStoreException e) when (
            e.Error == ObjectStoreError.BucketAlreadyOwnedByYou && region == OldestRegion)
        {
            // It is there, which is what was asked for.
        }

        request.Response.Headers.Location = "/" + request.Bucket;
        await S3Answer.Empty(request.Response, 200);
    }

    // EU is the old name of eu-west-1, which S3 still takes.
    private static string Region(string constraint) => constraint == "EU" || RegionName.IsValid(constraint)
        ? constraint
        : throw S3Errors.InvalidLocationConstraint();
}
