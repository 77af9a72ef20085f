using Markdig;

namespace Ganban.Documents;

/// <summary>
/// Reads Markdown as the web page that it stands for, so that both have one way of headings and tables.
/// </summary>
internal static class MarkdownText
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .UsePipeTables()
        .UseGridTables()
        .UseYamlFrontMatter()
        .Build();

    public static void Read(string text, SectionList sections, CancellationToken cancellationToken)
    {
        string page;
        try
        {
            page = Markdown.ToHtml(text, Pipeline);
        }
        catch (ArgumentException e)
        {
            throw new DocumentException(DocumentFault.Broken, "Its parts nest too deep.", e);
        }

        HtmlText.Read(page, sections, cancellationToken);
    }
}
