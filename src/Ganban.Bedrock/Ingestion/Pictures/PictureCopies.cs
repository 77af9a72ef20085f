using System.Globalization;
using System.Text.Json;
using Ganban.Storage.Objects;
using Microsoft.Extensions.AI;

namespace Ganban.Bedrock.Ingestion.Pictures;

/// <summary>
/// Keeps copies of pictures where the knowledge base's supplementalDataStorageConfiguration says. A picture's copy is
/// written over when it is indexed anew; nothing is deleted there.
/// </summary>
internal sealed class PictureCopies(IObjectStore objects)
{
    /// <summary>What tells of a passage where its picture is.</summary>
    public static IReadOnlyDictionary<string, JsonElement> Attributes(string address) =>
        new Dictionary<string, JsonElement>
        {
            [DocumentPipeline.ByteContentSource] = JsonSerializer.SerializeToElement(address),
        };

    /// <summary>Keeps a copy.</summary>
    /// <param name="target">Where the document is indexed.</param>
    /// <param name="file">The document that it is, or is a page of.</param>
    /// <param name="picture">The picture.</param>
    /// <param name="page">The page; null where the document is the picture.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>Its address; null where the knowledge base has no place for it.</returns>
    /// <exception cref="IngestionFailedException">The bucket can't be written.</exception>
    public async Task<string?> Keep(
        IngestionTarget target,
        SourceFile file,
        DataContent picture,
        int? page,
        CancellationToken cancellationToken)
    {
        if (target.Pictures is not { } folder)
        {
            return null;
        }

        var number = page is { } counted ? string.Create(CultureInfo.InvariantCulture, $"_{counted}") : "";
        var kind = picture.MediaType["image/".Length..];
        var address = folder with { Key = target.KeyOf(folder.Key, file, $"{number}.{kind}") };
        try
        {
            var headers = new ObjectHeaders { ContentType = picture.MediaType };
            await objects.Put(address, picture.Data, headers, cancellationToken);
            return address.ToString();
        }
        catch (ObjectStoreException e)
        {
            throw new IngestionFailedException(
                $"The supplemental storage s3://{folder.Bucket} can't be written: {e.Error}: {e.Message}", e);
        }
    }
}
