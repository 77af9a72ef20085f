using Ganban.Bedrock.Ingestion.Chunking;
using Ganban.Bedrock.Ingestion.Parsing;
using Ganban.Bedrock.KnowledgeBases;
using Ganban.Contracts;
using Ganban.Contracts.BedrockAgent;
using Ganban.Documents;
using Microsoft.Extensions.AI;

namespace Ganban.Bedrock.Ingestion.Pictures;

/// <summary>Picture files that no model writes down: each is embedded, and found, as the picture that it is.</summary>
internal sealed class PictureFiles(KnowledgeModels models, PictureCopies copies)
{
    /// <summary>The most bytes of a picture, as many as a question's may have.</summary>
    private const int BytesMax = 5 << 20;

    /// <summary>Whether a file is one.</summary>
    public static bool Has(IngestionTarget target, SourceFile file) =>
        file.Format == DocumentFormat.Image && target.Ingestion?.ParsingConfiguration is null;

    /// <summary>The passage that a picture is.</summary>
    /// <exception cref="DocumentFailedException">It is none, or can't be embedded.</exception>
    /// <exception cref="IngestionFailedException">No picture can at present.</exception>
    public async Task<Passage> Read(
        IngestionTarget target, SourceFile file, CancellationToken cancellationToken)
    {
        await Check(target, cancellationToken);
        if (file.Content.Length > BytesMax)
        {
            throw new DocumentFailedException($"the picture is larger than {BytesMax} bytes");
        }

        var picture = Read(file);
        var address = await copies.Keep(target, file, picture, page: null, cancellationToken)
            ?? (file.Name.StartsWith("s3://", StringComparison.Ordinal) && !file.IsCustom ? file.Name : null)
            ?? throw new DocumentFailedException(
                "a picture that is in no bucket can be found only where it is kept: give the knowledge base a "
                + "supplementalDataStorageConfiguration");
        return new Passage("", Page: null, Headings: [], Embedded: [])
        {
            Picture = picture,
            Attributes = PictureCopies.Attributes(address),
        };
    }

    private static DataContent Read(SourceFile file)
    {
        try
        {
            return ImageType.Read(file.Content);
        }
        catch (DocumentException e)
        {
            throw new DocumentFailedException(e.Message, e);
        }
    }

    private async Task Check(IngestionTarget target, CancellationToken cancellationToken)
    {
        try
        {
            await models.CheckPictures(target.Embedding, target.Context, cancellationToken);
        }
        catch (ModelledException e)
            when (e.Code is nameof(ValidationException) or ModelledException.NotImplementedCode)
        {
            throw new DocumentFailedException(
                $"a picture has no text of its own, only a model can read it; {ModelReader.Advice}. As a picture it can't be "
                + $"embedded: {e.Message}",
                e);
        }
        catch (ModelledException e)
        {
            throw IngestionModel.Unusable("embedding", e);
        }
    }
}
