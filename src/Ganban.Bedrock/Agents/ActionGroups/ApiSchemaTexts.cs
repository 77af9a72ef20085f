using System.Text;
using Ganban.Bedrock.Agents.OpenApi;
using Ganban.Contracts.BedrockAgent;
using Ganban.Storage;
using Ganban.Storage.Objects;

namespace Ganban.Bedrock.Agents.ActionGroups;

/// <summary>The texts of OpenAPI schemas, given inline or lying in a bucket of the caller.</summary>
internal sealed class ApiSchemaTexts(IObjectStore objects)
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a schema's text and checks that actions can be made of it.</summary>
    /// <exception cref="OpenApiException">It can't be read, or no actions can be made of it.</exception>
    public async Task<string> Read(Tenant tenant, APISchema schema, CancellationToken cancellationToken)
    {
        var text = await Text(tenant, schema, cancellationToken);
        OpenApiReader.Read(text);
        return text;
    }

    /// <summary>A schema's text, whatever it says.</summary>
    /// <exception cref="OpenApiException">It can't be read.</exception>
    public async Task<string> Text(Tenant tenant, APISchema schema, CancellationToken cancellationToken) =>
        schema switch
        {
            APISchema.Payload inline => inline.Value,
            APISchema.S3 { Value: { S3BucketName: { } bucket, S3ObjectKey: { } key } } =>
                await Fetch(new ObjectAddress(tenant.Account, bucket, key), cancellationToken),
            _ => throw new OpenApiException("s3", "s3BucketName and s3ObjectKey go together. Name both."),
        };

    private async Task<string> Fetch(ObjectAddress address, CancellationToken cancellationToken)
    {
        try
        {
            await using var reading = await objects.Open(address, range: null, cancellationToken);
            if (reading.Bytes > OpenApiDocument.CharactersMax)
            {
                throw new OpenApiException(
                    $"{address}", $"The object has more than {OpenApiDocument.CharactersMax} bytes. Make the schema smaller.");
            }

            using var content = new MemoryStream((int)reading.Bytes);
            await reading.Content.CopyToAsync(content, cancellationToken);
            return Utf8.GetString(content.GetBuffer(), 0, (int)content.Length).TrimStart('\uFEFF');
        }
        catch (ObjectStoreException e)
        {
            throw new OpenApiException($"{address}", $"The object can't be read: {e.Error}: {e.Message}", e);
        }
        catch (DecoderFallbackException e)
        {
            throw new OpenApiException($"{address}", "The object is no UTF-8 text. Store the schema as UTF-8.", e);
        }
    }
}
