using System.Text;
using System.Xml;

namespace Ganban.Documents;

/// <summary>Reads a presentation slide by slide, in the order in which they are shown, each with its notes.</summary>
internal static class SlideText
{
    private const string Folder = "ppt/";

    public static void Read(Package package, SectionList sections)
    {
        var targets = Targets(package, "ppt/_rels/presentation.xml.rels", "slide");
        var ids = new List<string>();
        package.Read("ppt/presentation.xml", reader =>
        {
            if (reader is { NodeType: XmlNodeType.Element, LocalName: "sldId" }
                && reader.GetAttribute("r:id") is { } id)
            {
                ids.Add(id);
            }
        });
        var page = 0;
        foreach (var id in ids)
        {
            page++;
            if (targets.GetValueOrDefault(id) is { } slide)
            {
                var text = Text(package, slide, sections) + Notes(package, slide, sections);
                sections.Add(text, page, headings: []);
            }
        }
    }

    private static string Notes(Package package, string slide, SectionList sections)
    {
        var cut = slide.LastIndexOf('/') + 1;
        var targets = Targets(package, $"{slide[..cut]}_rels/{slide[cut..]}.rels", "notesSlide");
        return string.Concat(targets.Values.Select(notes => "\n" + Text(package, notes, sections)));
    }

    private static string Text(Package package, string part, SectionList sections)
    {
        var text = new StringBuilder();
        var isText = false;
        package.Read(part, reader =>
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element when reader.LocalName == "t":
                    isText = !reader.IsEmptyElement;
                    break;
                case XmlNodeType.Element when reader.LocalName == "br":
                    text.Append('\n');
                    break;
                case XmlNodeType.Text or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace when isText:
                    sections.Check(text.Length + reader.Value.Length);
                    text.Append(reader.Value);
                    break;
                case XmlNodeType.EndElement when reader.LocalName == "t":
                    isText = false;
                    break;
                case XmlNodeType.EndElement when reader.LocalName is "p" or "tr":
                    text.Append('\n');
                    break;
                case XmlNodeType.EndElement when reader.LocalName == "tc":
                    text.Length -= text.Length > 0 && text[^1] == '\n' ? 1 : 0;
                    text.Append('\t');
                    break;
            }
        });
        return text.ToString();
    }

    // What a part's relations of a kind point at, by their ids, as names of parts.
    private static Dictionary<string, string> Targets(Package package, string relations, string kind)
    {
        var targets = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!package.Has(relations))
        {
            return targets;
        }

        package.Read(relations, reader =>
        {
            if (reader is { NodeType: XmlNodeType.Element, LocalName: "Relationship" }
                && reader.GetAttribute("Type")?.EndsWith("/" + kind, StringComparison.Ordinal) == true
                && reader.GetAttribute("Id") is { } id
                && reader.GetAttribute("Target") is { } target)
            {
                targets[id] = target.StartsWith('/')
                    ? target[1..]
                    : Folder + target.Replace("../", "", StringComparison.Ordinal);
            }
        });
        return targets;
    }
}
