using Ganban.Corpus.Drawing;
using Ganban.Corpus.Names;
using Ganban.Corpus.Wordings;

namespace Ganban.Corpus.Tools;

/// <summary>Names and descriptions of tools.</summary>
internal sealed class ToolWords(Grammar grammar)
{
    /// <summary>Whether there is a section of this name.</summary>
    public bool Has(string section) => grammar.Has(section);

    /// <summary>A text of a section.</summary>
    public string Write(Scene scene, string section, params ReadOnlySpan<(string Slot, string Text)> slots) =>
        scene.Write(grammar, section, slots);

    /// <summary>
    /// A tool's name from words joined by underscores, in one of the usual spellings; one that the split admits.
    /// </summary>
    public static string Name(Scene scene, Func<string> words) => scene.Names.Admitted(() =>
    {
        var parts = words().Split('_', StringSplitOptions.RemoveEmptyEntries).ToList();
        if (scene.Chance(0.15))
        {
            parts.Insert(scene.Draw.Below(parts.Count + 1), Syllables.InLatin(scene.Draw));
        }

        return scene.Draw.PickWeighted(0.6, 0.16, 0.07, 0.05, 0.06, 0.06) switch
        {
            0 => string.Join('_', parts),
            1 => parts[0] + string.Concat(parts.Skip(1).Select(NameSource.Capital)),
            2 => string.Concat(parts.Select(NameSource.Capital)),
            3 => string.Join('-', parts),
            4 => scene.Names.Word() + "." + string.Join('_', parts),
            _ => scene.Names.Word() + "_" + string.Join('_', parts),
        };
    });
}
