using Ganban.Contracts;
using Ganban.Functions;
using Ganban.Functions.Code;
using Ganban.Functions.Records;
using Ganban.Lambda.Errors;
using Ganban.Lambda.Pipeline;
using Ganban.Storage;
using Ganban.Storage.Objects;

namespace Ganban.Lambda.Functions;

/// <summary>Takes the package that a request gives or names.</summary>
internal sealed class PackageSource(CodeFolders code, IObjectStore objects)
{
    /// <summary>Keeps the code of a request.</summary>
    /// <param name="tenant">The owner.</param>
    /// <param name="body">Where <c>ZipFile</c> or <c>S3Bucket</c> and <c>S3Key</c> are.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="ModelledException">There is no package, or it can't be used.</exception>
    public async Task<FunctionCode> Take(Tenant tenant, LambdaBody body, CancellationToken cancellationToken)
    {
        if (body.Has("ImageUri"))
        {
            throw ModelledException.NotImplemented(
                "Ganban does not implement functions in container images. Package the code as a zip file.");
        }

        var zip = await Read(tenant, body, cancellationToken);
        try
        {
            return await code.Add(tenant, zip, cancellationToken);
        }
        catch (CodePackageException e)
        {
            throw LambdaErrors.InvalidParameterValue(e.Message, e);
        }
    }

    private async Task<byte[]> Read(Tenant tenant, LambdaBody body, CancellationToken cancellationToken)
    {
        var (bucket, key) = (body.Text("S3Bucket"), body.Text("S3Key"));
        if (body.Bytes("ZipFile") is { } inline)
        {
            return bucket is null && key is null
                ? inline
                : throw LambdaErrors.InvalidParameterValue("Please do not provide other FunctionCode parameters when providing a ZipFile.");
        }

        if (bucket is null || key is null)
        {
            throw LambdaErrors.InvalidParameterValue("Please provide a source for function code.");
        }

        if (body.Has("S3ObjectVersion"))
        {
            throw ModelledException.NotImplemented("Ganban does not implement versions of objects. Leave out S3ObjectVersion.");
        }

        try
        {
            await using var reading = await objects.Open(
                new ObjectAddress(tenant.Account, bucket, key), range: null, cancellationToken);
            if (reading.Bytes > FunctionLimits.ZipBytesMax)
            {
                throw LambdaErrors.InvalidParameterValue(
                    $"Zipped size must be smaller than {FunctionLimits.ZipBytesMax} bytes");
            }

            var zip = new byte[reading.Bytes];
            await reading.Content.ReadExactlyAsync(zip, cancellationToken);
            return zip;
        }
        catch (ObjectStoreException e)
        {
            throw LambdaErrors.InvalidParameterValue(
                $"Error occurred while GetObject. S3 Error Code: {e.Error}. S3 Error Message: {e.Message}", e);
        }
    }
}
