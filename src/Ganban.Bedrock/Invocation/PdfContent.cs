using Ganban.Bedrock.Citations;
using Microsoft.Extensions.AI;

namespace Ganban.Bedrock.Invocation;

/// <summary>
/// A PDF in a prompt that nobody has read yet; <see cref="PromptDocuments"/> puts its text in its place. It stands
/// among a turn's contents, or in a list of contents that is a tool's result.
/// </summary>
/// <param name="file">The file.</param>
/// <param name="place">Where the body holds it, for complaints.</param>
internal sealed class PdfContent(ReadOnlyMemory<byte> file, string place) : AIContent
{
    /// <summary>The file.</summary>
    public ReadOnlyMemory<byte> File => file;

    /// <summary>Where the body holds it.</summary>
    public string Place => place;

    /// <summary>What stands before its text.</summary>
    public IReadOnlyList<string> Heading { get; init; } = [];

    /// <summary>The request's source that its pages are; null where it is not to be cited.</summary>
    public CitableSource? Source { get; init; }
}
