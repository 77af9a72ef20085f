using System.Text;
using System.Text.RegularExpressions;
using AngleSharp.Dom;

namespace Ganban.Documents;

/// <summary>
/// Reads the words of a web page: no scripts, styles, forms or navigation, a line for each block, headings above. It
/// goes through the page without recursion.
/// </summary>
internal static partial class HtmlText
{
    private const int HeadBytes = 4096;

    private static readonly HashSet<string> Silent = new(StringComparer.OrdinalIgnoreCase)
    {
        "SCRIPT", "STYLE", "NOSCRIPT", "TEMPLATE", "HEAD", "NAV", "SVG", "MATH", "IFRAME", "OBJECT", "SELECT", "BUTTON",
    };

    private static readonly HashSet<string> Blocks = new(StringComparer.OrdinalIgnoreCase)
    {
        "ADDRESS", "ARTICLE", "ASIDE", "BLOCKQUOTE", "BR", "DD", "DIV", "DL", "DT", "FIGCAPTION", "FIGURE", "FOOTER",
        "HEADER", "HR", "LI", "MAIN", "OL", "P", "PRE", "SECTION", "TABLE", "TBODY", "THEAD", "TR", "UL",
    };

    /// <summary>The encoding that a page's head names; null for none.</summary>
    public static string? CharsetIn(ReadOnlySpan<byte> page)
    {
        var head = Encoding.Latin1.GetString(page[..Math.Min(page.Length, HeadBytes)]);
        return Charset().Match(head) is { Success: true } match ? match.Groups[1].Value : null;
    }

    public static void Read(string page, SectionList sections, CancellationToken cancellationToken)
    {
        using var document = HtmlPage.Build(page, cancellationToken);
        var writer = new Writer(sections);
        if (document.DocumentElement is { } root)
        {
            Walk(root, writer, cancellationToken);
        }

        writer.End();
    }

    // Depth first, telling the writer what is entered and left. No node is asked for its sibling, which it would look
    // for among all of them.
    private static void Walk(INode root, Writer writer, CancellationToken cancellationToken)
    {
        var open = new Stack<(INode Node, int Next)>();
        Enter(root);
        while (open.TryPop(out var at))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (at.Next == at.Node.ChildNodes.Length)
            {
                writer.Leave(at.Node);
                continue;
            }

            open.Push((at.Node, at.Next + 1));
            Enter(at.Node.ChildNodes[at.Next]);
        }

        void Enter(INode node)
        {
            if (writer.Enter(node))
            {
                open.Push((node, 0));
            }
            else
            {
                writer.Leave(node);
            }
        }
    }

    [GeneratedRegex("<meta[^>]+charset\\s*=\\s*[\"']?([A-Za-z0-9_-]{1,40})", RegexOptions.IgnoreCase)]
    private static partial Regex Charset();

    private sealed class Writer(SectionList sections)
    {
        private readonly StringBuilder _text = new();
        private readonly HeadingPath _path = new();
        private IReadOnlyList<string> _headings = [];
        private int _preformatted;

        public bool Enter(INode node)
        {
            switch (node)
            {
                case IText text:
                    Write(text.Data);
                    return false;
                case IElement element when Silent.Contains(element.TagName):
                    return false;
                case IElement element when LevelOf(element) is not null:
                    End();
                    return true;
                case IElement element:
                    _preformatted += element.TagName == "PRE" ? 1 : 0;
                    Begin(element.TagName);
                    return true;
                default:
                    return node.HasChildNodes;
            }
        }

        public void Leave(INode node)
        {
            if (node is not IElement element || Silent.Contains(element.TagName))
            {
                return;
            }

            if (LevelOf(element) is { } level)
            {
                _path.Pass(level, _text.ToString().Trim());
                _text.Clear();
                _headings = _path.Now;
                return;
            }

            _preformatted -= element.TagName == "PRE" ? 1 : 0;
            if (Blocks.Contains(element.TagName))
            {
                Line();
            }
        }

        public void End()
        {
            sections.Add(_text.ToString(), page: null, _headings);
            _text.Clear();
        }

        private void Begin(string tag)
        {
            if (tag is "TD" or "TH")
            {
                TrimSpaces();
                if (_text.Length > 0 && _text[^1] != '\n')
                {
                    _text.Append('\t');
                }
            }
            else if (Blocks.Contains(tag))
            {
                Line();
            }

            if (tag == "LI")
            {
                _text.Append("- ");
            }
        }

        private void Line()
        {
            TrimSpaces();
            if (_text.Length > 0 && _text[^1] != '\n')
            {
                _text.Append('\n');
            }
        }

        private void TrimSpaces()
        {
            while (_text.Length > 0 && _text[^1] == ' ')
            {
                _text.Length--;
            }
        }

        private void Write(string data)
        {
            sections.Check(_text.Length + data.Length);
            if (_preformatted > 0)
            {
                _text.Append(data);
                return;
            }

            foreach (var c in data)
            {
                var isSpace = c is ' ' or '\n' or '\r' or '\t' or '\f';
                if (!isSpace)
                {
                    _text.Append(c);
                }
                else if (_text.Length > 0 && _text[^1] is not (' ' or '\n' or '\t'))
                {
                    _text.Append(' ');
                }
            }
        }

        private static int? LevelOf(IElement element) =>
            element.TagName is ['H', >= '1' and <= '6' and var digit] ? digit - '0' : null;
    }
}
