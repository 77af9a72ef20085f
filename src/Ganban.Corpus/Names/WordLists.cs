using System.Text;

namespace Ganban.Corpus.Names;

/// <summary>
/// Small lists of words of our own making: <c>[name]</c> opens a list, its words are separated by spaces, and an
/// underscore is a space within a word.
/// </summary>
internal sealed class WordLists
{
    private readonly Dictionary<string, List<string>> _lists = new(StringComparer.Ordinal);

    private WordLists()
    {
    }

    /// <summary>A list.</summary>
    public IReadOnlyList<string> this[string name] => _lists[name];

    /// <summary>Whether there is a list of this name.</summary>
    public bool Has(string name) => _lists.ContainsKey(name);

    /// <summary>The words of all lists, those of several words one by one.</summary>
    public IReadOnlySet<string> AllWords => _lists.Values.SelectMany(list => list).SelectMany(word => word.Split(' '))
        .ToHashSet(StringComparer.Ordinal);

    /// <summary>Reads a file that is carried in this assembly.</summary>
    public static WordLists Load(string resource)
    {
        using var stream = typeof(WordLists).Assembly.GetManifestResourceStream(resource)
            ?? throw new ArgumentException($"There is no resource '{resource}'.", nameof(resource));
        var lists = new WordLists();
        List<string> list = [];
        foreach (var line in new StreamReader(stream, Encoding.UTF8).ReadToEnd().Split('\n'))
        {
            if (line.StartsWith('['))
            {
                lists._lists.Add(line.Trim()[1..^1], list = []);
            }
            else
            {
                var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
                list.AddRange(words.Select(word => word.Replace('_', ' ')));
            }
        }

        return lists;
    }
}
