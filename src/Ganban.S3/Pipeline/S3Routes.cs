using Ganban.S3.Addressing;
using Ganban.S3.Buckets;
using Ganban.S3.Errors;
using Ganban.S3.Fields;
using Ganban.S3.Objects;
using Ganban.S3.Uploads;
using Ganban.Storage.Objects;

namespace Ganban.S3.Pipeline;

/// <summary>
/// Finds the operation of a request: by its method, by what it is about, and by the parameter of the query that names a
/// part of that, such as <c>?tagging</c>.
/// </summary>
internal sealed class S3Routes
{
    private const string Service = "the service";
    private const string Bucket = "a bucket";
    private const string Object = "an object";

    // Every parameter that makes a request mean something else; the ones without an operation answer 501.
    private static readonly string[] s_parts =
    [
        "abac", "accelerate", "acl", "analytics", "attributes", "cors", "delete", "encryption", "intelligent-tiering",
        "inventory", "legal-hold", "lifecycle", "location", "logging", "metadataConfiguration", "metadataTable",
        "metrics", "notification", "object-lock", "ownershipControls", "policy", "policyStatus", "publicAccessBlock",
        "renameObject", "replication", "requestPayment", "restore", "retention", "select", "session", "tagging",
        "torrent", "uploadId", "uploads", "versionId", "versioning", "versions", "website", "list-type",
    ];

    private readonly Dictionary<(string Method, string About, string Part), IS3Operation> _operations;

    public S3Routes(IBucketStore store) => _operations = new()
    {
        [("GET", Service, "")] = new ListBuckets(store),
        [("PUT", Bucket, "")] = new CreateBucket(store),
        [("HEAD", Bucket, "")] = new HeadBucket(store),
        [("DELETE", Bucket, "")] = new DeleteBucket(store),
        [("GET", Bucket, "location")] = new GetBucketLocation(store),
        [("GET", Bucket, "versioning")] = new GetBucketVersioning(store),
        [("GET", Bucket, "list-type")] = new ListObjectsV2(store),
        [("GET", Bucket, "")] = new ListObjects(store),
        [("GET", Bucket, "uploads")] = new ListMultipartUploads(store),
        [("POST", Bucket, "delete")] = new DeleteObjects(store),
        [("PUT", Object, "")] = new PutObject(store),
        [("PUT", Object, CopySource.Header)] = new CopyObject(store),
        [("GET", Object, "")] = new GetObject(store),
        [("HEAD", Object, "")] = new GetObject(store),
        [("DELETE", Object, "")] = new DeleteObject(store),
        [("GET", Object, "attributes")] = new GetObjectAttributes(store),
        [("GET", Object, "tagging")] = new GetObjectTagging(store),
        [("PUT", Object, "tagging")] = new PutObjectTagging(store),
        [("DELETE", Object, "tagging")] = new DeleteObjectTagging(store),
        [("POST", Object, "uploads")] = new CreateMultipartUpload(store),
        [("PUT", Object, "uploadId")] = new UploadPart(store),
        [("PUT", Object, "uploadId " + CopySource.Header)] = new UploadPartCopy(store),
        [("GET", Object, "uploadId")] = new ListParts(store),
        [("POST", Object, "uploadId")] = new CompleteMultipartUpload(store),
        [("DELETE", Object, "uploadId")] = new AbortMultipartUpload(store),
    };

    public IS3Operation Find(S3Request request, S3Address address)
    {
        var about = address.Bucket is null ? Service : address.Key is null ? Bucket : Object;
        var method = request.Http.Request.Method;
        var part = Array.Find(s_parts, request.Query.Has) ?? "";
        var copies = method == "PUT" && request.Header(CopySource.Header) is not null ? CopySource.Header : "";
        if (_operations.TryGetValue((method, about, $"{part} {copies}".Trim()), out var operation))
        {
            return operation;
        }

        throw part.Length > 0 ? S3Errors.NotImplemented($"{method} with '{part}' of {about}")
            : method == "POST" ? S3Errors.NotImplemented("POST of " + about)
            : S3Errors.MethodNotAllowed();
    }
}
