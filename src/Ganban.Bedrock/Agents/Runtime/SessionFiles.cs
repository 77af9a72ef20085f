using System.Text;
using Ganban.Bedrock.Ingestion;
using Ganban.Contracts.BedrockAgentRuntime;
using Ganban.Documents;
using Ganban.Functions.Programs;
using Ganban.Storage.Objects;

namespace Ganban.Bedrock.Agents.Runtime;

/// <summary>Reads the files that callers send along: those for programs as they are, the others as text.</summary>
internal sealed class SessionFiles(SourceObjects objects, DocumentReader reader)
{
    // The service's limits.
    private const int FilesMax = 5;
    private const long BytesMax = 10L << 20;

    /// <summary>Reads them.</summary>
    /// <returns>The files for programs, and the text of the others; empty where there is none.</returns>
    /// <exception cref="ValidationException">A file can't be had or read.</exception>
    public async Task<(IReadOnlyList<ProgramFile> Programs, string Talk)> Read(
        AgentInvocation invocation, string account, CancellationToken cancellationToken)
    {
        var (files, place) = (invocation.State.Files ?? [], invocation.StateField + ".files");
        if (files.Count > FilesMax)
        {
            throw AgentErrors.Wrong(place, $"There are more than {FilesMax}. Send fewer.");
        }

        var programs = new List<ProgramFile>();
        var talk = new StringBuilder();
        foreach (var (index, file) in files.Index())
        {
            try
            {
                var content = await Content(file.Source, account, cancellationToken);
                if (content.Length > BytesMax)
                {
                    throw new DocumentFailedException($"it is larger than {BytesMax} bytes");
                }

                if (file.UseCase == FileUseCase.CodeInterpreter)
                {
                    programs.Add(new ProgramFile(Name(file.Name), content));
                }
                else
                {
                    talk.Append("\n\n").Append(await Text(file, content, cancellationToken));
                }
            }
            catch (Exception e) when (e is DocumentFailedException or DocumentException)
            {
                throw AgentErrors.Wrong(
                    $"{place}.{index + 1}.member", $"The file {file.Name} can't be read: {e.Message}");
            }
        }

        return (programs, talk.ToString());
    }

    // Programs have one folder; of a path the file's own name is left.
    private static string Name(string given) => Path.GetFileName(given) is var name && ProgramFile.CanBeNamed(name)
        ? name
        : throw new DocumentFailedException("its name can't be that of a file");

    private async Task<string> Text(InputFile file, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var format = DocumentFormats.OfName(file.Name)
            ?? (file.Source.ByteContent is { } given ? DocumentTypes.Of(given.MediaType) : null)
            ?? throw new DocumentFailedException("its format is not supported");
        var sections = await reader.Read(format, content, cancellationToken);
        return $"<document>\n{file.Name}\n{string.Join('\n', sections.Select(section => section.Text))}\n</document>";
    }

    private async Task<ReadOnlyMemory<byte>> Content(
        FileSource source, string account, CancellationToken cancellationToken) => source switch
    {
        { SourceType: FileSourceType.ByteContent, ByteContent: { } given } => given.Data,
        { SourceType: FileSourceType.S3, S3Location.Uri: var uri }
            when ObjectAddress.TryParse(account, uri, out var address) && address.Key.Length > 0 =>
            await objects.Bytes(address, BytesMax, "the file", cancellationToken),
        { SourceType: FileSourceType.S3, S3Location.Uri: var uri } =>
            throw new DocumentFailedException($"{uri} is not the address of an object, such as s3://bucket/key"),
        _ => throw new DocumentFailedException($"the member of the type {source.SourceType} is missing"),
    };
}
