using Ganban.S3.Bodies;
using Ganban.S3.Errors;
using Ganban.S3.Fields;
using Ganban.S3.Pipeline;
using Ganban.S3.Xml;
using Ganban.Storage.Objects;

namespace Ganban.S3.Uploads;

internal sealed class CreateMultipartUpload(IBucketStore store) : IS3Operation
{
    public async Task Answer(S3Request request, CancellationToken cancellationToken)
    {
        ObjectFields.RefuseUnsupported(request);
        var options = Options(request);
        var upload = await store.BeginUpload(request.Object, options, cancellationToken);
        if (options.Checksum is { } algorithm)
        {
            request.Response.Headers["x-amz-checksum-algorithm"] = ChecksumField.Name(algorithm);
            request.Response.Headers["x-amz-checksum-type"] = ChecksumField.Type(options.IsComposite);
        }

        using var document = new XmlDocumentWriter("InitiateMultipartUploadResult");
        document.Value("Bucket", request.Bucket);
        document.Value("Key", upload.Key);
        document.Value("UploadId", upload.Id);
        await document.Send(request.Response, cancellationToken);
    }

    private static UploadOptions Options(S3Request request)
    {
        var headers = ObjectFields.Read(request);
        if (request.Header("x-amz-checksum-algorithm") is not { } name)
        {
            return new UploadOptions(headers);
        }

        var algorithm = ChecksumField.Parse(name);
        var isLinear = algorithm is ChecksumAlgorithm.Crc32 or ChecksumAlgorithm.Crc32C or ChecksumAlgorithm.Crc64Nvme;
        return request.Header("x-amz-checksum-type")?.ToUpperInvariant() switch
        {
            null => new UploadOptions(headers, algorithm, IsComposite: algorithm != ChecksumAlgorithm.Crc64Nvme),
            "FULL_OBJECT" when isLinear => new UploadOptions(headers, algorithm),
            "COMPOSITE" when algorithm != ChecksumAlgorithm.Crc64Nvme => new UploadOptions(headers, algorithm, true),
            var type => throw S3Errors.InvalidRequest(
                $"The {type} checksum type cannot be used with the {ChecksumField.Name(algorithm)} checksum algorithm."),
        };
    }
}
