using Amazon.S3;
using Amazon.S3.Model;
using Ganban.Storage.Objects;

namespace Ganban.Storage.S3;

/// <summary>Sends content: short content at once, longer content in parts.</summary>
/// <param name="client">Asks S3.</param>
/// <param name="partBytes">The length of a part.</param>
internal sealed class S3Upload(AmazonS3Client client, long partBytes)
{
    /// <summary>Sends the content and returns its ETag.</summary>
    public async Task<string> Send(
        ObjectAddress address, FileStream content, PutOptions options, CancellationToken cancellationToken)
    {
        await content.FlushAsync(cancellationToken);
        content.Position = 0;
        return content.Length <= partBytes
            ? await SendAtOnce(address, content, options, cancellationToken)
            : await SendInParts(address, content, options, cancellationToken);
    }

    private async Task<string> SendAtOnce(
        ObjectAddress address, FileStream content, PutOptions options, CancellationToken cancellationToken)
    {
        var request = new PutObjectRequest
        {
            BucketName = address.Bucket,
            Key = address.Key,
            InputStream = content,
            AutoCloseStream = false,
            TagSet = S3Headers.Tags(options.Headers),
            IfNoneMatch = options.Condition.OnlyNew ? "*" : null,
            IfMatch = Quoted(options.Condition.ETag),
        };
        S3Headers.Write(options.Headers, request.Headers, request.Metadata);
        return (await client.PutObjectAsync(request, cancellationToken)).ETag;
    }

    private async Task<string> SendInParts(
        ObjectAddress address, FileStream content, PutOptions options, CancellationToken cancellationToken)
    {
        var begin = new InitiateMultipartUploadRequest
        {
            BucketName = address.Bucket,
            Key = address.Key,
            TagSet = S3Headers.Tags(options.Headers),
        };
        S3Headers.Write(options.Headers, begin.Headers, begin.Metadata);
        var id = (await client.InitiateMultipartUploadAsync(begin, cancellationToken)).UploadId;
        try
        {
            var complete = new CompleteMultipartUploadRequest
            {
                BucketName = address.Bucket,
                Key = address.Key,
                UploadId = id,
                IfNoneMatch = options.Condition.OnlyNew ? "*" : null,
                IfMatch = Quoted(options.Condition.ETag),
            };
            await foreach (var part in SendParts(address, id, content, cancellationToken))
            {
                complete.AddPartETags(part);
            }

            return (await client.CompleteMultipartUploadAsync(complete, cancellationToken)).ETag;
        }
        catch
        {
            await client.AbortMultipartUploadAsync(address.Bucket, address.Key, id, CancellationToken.None);
            throw;
        }
    }

    private async IAsyncEnumerable<UploadPartResponse> SendParts(
        ObjectAddress address,
        string id,
        FileStream content,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var (number, offset) = (1, 0L); offset < content.Length; number++, offset += partBytes)
        {
            content.Position = offset;
            yield return await client.UploadPartAsync(
                new UploadPartRequest
                {
                    BucketName = address.Bucket,
                    Key = address.Key,
                    UploadId = id,
                    PartNumber = number,
                    InputStream = content,
                    PartSize = Math.Min(partBytes, content.Length - offset),
                    IsLastPart = offset + partBytes >= content.Length,
                },
                cancellationToken);
        }
    }

    private static string? Quoted(string? etag) => etag is null ? null : $"\"{etag}\"";
}
