using System.Text;
using System.Xml;

namespace Ganban.Documents;

/// <summary>Reads a Word document's paragraphs and tables, with the headings above them.</summary>
internal sealed class WordText
{
    private const string Main = "word/document.xml";
    private const string Styles = "word/styles.xml";
    private readonly Dictionary<string, int> _levels;
    private readonly SectionList _sections;
    private readonly HeadingPath _path = new();
    private readonly StringBuilder _section = new();
    private readonly StringBuilder _paragraph = new();
    private IReadOnlyList<string> _headings = [];
    private int? _level;
    private int _cells;
    private bool _isText;

    private WordText(Dictionary<string, int> levels, SectionList sections) => (_levels, _sections) = (levels, sections);

    public static void Read(Package package, SectionList sections)
    {
        var text = new WordText(Levels(package), sections);
        package.Read(Main, text.Visit);
        text.EndSection();
    }

    // The styles that are headings, in whatever language they are named, tell so by their outline level.
    private static Dictionary<string, int> Levels(Package package)
    {
        var levels = new Dictionary<string, int>(StringComparer.Ordinal);
        if (!package.Has(Styles))
        {
            return levels;
        }

        string? style = null;
        package.Read(Styles, reader =>
        {
            if (reader.NodeType != XmlNodeType.Element)
            {
                return;
            }

            switch (reader.LocalName)
            {
                case "style":
                    style = Attribute(reader, "styleId");
                    break;
                case "outlineLvl" when style is not null && Level(reader) is { } level:
                    levels[style] = level;
                    break;
            }
        });
        return levels;
    }

    // Outline levels count from 0; 9 stands for text.
    private static int? Level(XmlReader reader) =>
        int.TryParse(Attribute(reader, "val"), out var level) && level is >= 0 and < 9 ? level + 1 : null;

    private static string? Attribute(XmlReader reader, string name) =>
        reader.GetAttribute("w:" + name) ?? reader.GetAttribute(name);

    private void Visit(XmlReader reader)
    {
        switch (reader.NodeType)
        {
            case XmlNodeType.Element:
                Begin(reader);
                break;
            case XmlNodeType.Text or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace when _isText:
                _sections.Check(_section.Length + _paragraph.Length + reader.Value.Length);
                _paragraph.Append(reader.Value);
                break;
            case XmlNodeType.EndElement:
                End(reader.LocalName);
                break;
        }
    }

    private void Begin(XmlReader reader)
    {
        switch (reader.LocalName)
        {
            case "t":
                _isText = !reader.IsEmptyElement;
                break;
            case "tab":
                _paragraph.Append('\t');
                break;
            case "br" or "cr":
                _paragraph.Append('\n');
                break;
            case "pStyle" when _levels.TryGetValue(Attribute(reader, "val") ?? "", out var level):
                _level = level;
                break;
            case "outlineLvl" when Level(reader) is { } own:
                _level = own;
                break;
            case "tc":
                _cells++;
                break;
        }
    }

    private void End(string name)
    {
        switch (name)
        {
            case "t":
                _isText = false;
                break;
            case "p" when _cells == 0 && _level is { } level:
                EndSection();
                _path.Pass(level, _paragraph.ToString().Trim());
                _headings = _path.Now;
                _paragraph.Clear();
                _level = null;
                break;
            case "p":
                _section.Append(_paragraph).Append(_cells > 0 ? ' ' : '\n');
                _paragraph.Clear();
                _level = null;
                break;
            case "tc":
                _cells--;
                TrimEnd();
                _section.Append('\t');
                break;
            case "tr":
                TrimEnd();
                _section.Append('\n');
                break;
        }
    }

    private void TrimEnd()
    {
        while (_section.Length > 0 && _section[^1] is ' ' or '\t')
        {
            _section.Length--;
        }
    }

    private void EndSection()
    {
        _sections.Add(_section.ToString(), page: null, _headings);
        _section.Clear();
    }
}
