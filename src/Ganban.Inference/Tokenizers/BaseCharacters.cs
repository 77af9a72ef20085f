using System.Globalization;
using System.Text;

namespace Ganban.Inference.Tokenizers;

/// <summary>
/// What is left of a character without its marks: the first code point of its canonical decomposition. The runtime
/// leaves text as it is where it has no data of cultures, so the table is our own (base-characters.txt, made by
/// make_base_characters.py from the Unicode Character Database).
/// </summary>
internal sealed class BaseCharacters
{
    private readonly Dictionary<int, int> _bases = [];

    private BaseCharacters()
    {
    }

    /// <summary>Reads the table, some 2,000 characters.</summary>
    public static BaseCharacters Load()
    {
        var bases = new BaseCharacters();
        using var stream = typeof(BaseCharacters).Assembly.GetManifestResourceStream("base-characters.txt")!;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            // First, last and base, in hexadecimal.
            var parts = line.Split(' ').Select(part => int.Parse(part, NumberStyles.HexNumber, null)).ToArray();
            for (var character = parts[0]; character <= parts[1]; character++)
            {
                bases._bases.Add(character, parts[2]);
            }
        }

        return bases;
    }

    public Rune Of(Rune character) => character.Value switch
    {
        < 0xC0 => character,
        >= 0xAC00 and <= 0xD7A3 => new Rune(0x1100 + ((character.Value - 0xAC00) / 588)),
        _ => _bases.TryGetValue(character.Value, out var found) ? new Rune(found) : character,
    };
}
