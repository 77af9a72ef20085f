namespace Ganban.Documents;

/// <summary>Gathers sections within a limit of characters.</summary>
/// <param name="charactersMax">The limit.</param>
internal sealed class SectionList(int charactersMax)
{
    private readonly List<DocumentSection> _sections = [];
    private int _characters;

    /// <summary>What was gathered.</summary>
    public IReadOnlyList<DocumentSection> All => _sections;

    /// <summary>Adds a section; one without text is left out.</summary>
    /// <exception cref="DocumentException">The text is more than the limit.</exception>
    public void Add(string text, int? page, IReadOnlyList<string> headings)
    {
        var trimmed = text.Replace("\r\n", "\n", StringComparison.Ordinal).Trim();
        if (trimmed.Length == 0)
        {
            return;
        }

        Check(trimmed.Length);
        _characters += trimmed.Length;
        _sections.Add(new DocumentSection(trimmed, page, headings));
    }

    /// <summary>Checks that so many characters more can be taken.</summary>
    /// <exception cref="DocumentException">They can't.</exception>
    public void Check(int characters)
    {
        if (characters > charactersMax - _characters)
        {
            throw new DocumentException(
                DocumentFault.TooLarge, $"It holds more than {charactersMax} characters of text. Split it.");
        }
    }
}
