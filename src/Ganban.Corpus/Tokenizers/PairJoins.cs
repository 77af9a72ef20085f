namespace Ganban.Corpus.Tokenizers;

/// <summary>Joins the most frequent pair of neighbours, again and again.</summary>
internal sealed class PairJoins
{
    private readonly List<string> _names = [];
    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private readonly List<(List<int> Symbols, long Count)> _words = [];
    private readonly Dictionary<(int Left, int Right), long> _counts = [];
    private readonly Dictionary<(int Left, int Right), HashSet<int>> _places = [];
    private readonly PriorityQueue<(int Left, int Right), (long Count, string Text)> _queue =
        new(Comparer<(long Count, string Text)>.Create(static (one, other) => one.Count != other.Count
            ? other.Count.CompareTo(one.Count)
            : string.CompareOrdinal(one.Text, other.Text)));

    /// <summary>Takes the runs of the texts with their counts, and the characters that have tokens.</summary>
    public PairJoins(Dictionary<string, long> runs, HashSet<string> characters)
    {
        foreach (var (run, count) in runs.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (run.Length < 2 || run.Any(character => !characters.Contains(character.ToString())))
            {
                continue;
            }

            _words.Add(([.. run.Select(character => Id(character.ToString()))], count));
            Count(_words.Count - 1, []);
        }

        foreach (var pair in _counts.Keys)
        {
            Enqueue(pair);
        }
    }

    /// <summary>Makes new tokens, each of two that are there.</summary>
    public List<string> Join(int count, CancellationToken cancellationToken)
    {
        var made = new List<string>();
        while (made.Count < count && _queue.TryDequeue(out var pair, out var priority))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_counts.GetValueOrDefault(pair) != priority.Count)
            {
                continue;
            }

            // Two pairs may spell the same text; then the token is there already, and only the join is new.
            if (!_ids.ContainsKey(priority.Text))
            {
                made.Add(priority.Text);
            }

            Join(pair, Id(priority.Text));
        }

        return made;
    }

    private void Join((int Left, int Right) pair, int joined)
    {
        var changed = new HashSet<(int Left, int Right)>();
        foreach (var place in _places[pair].Order().ToList())
        {
            var (symbols, count) = _words[place];
            for (var index = 0; index + 1 < symbols.Count; index++)
            {
                var found = (symbols[index], symbols[index + 1]);
                _counts[found] -= count;
                changed.Add(found);
            }

            for (var index = 0; index + 1 < symbols.Count; index++)
            {
                if ((symbols[index], symbols[index + 1]) == pair)
                {
                    symbols[index] = joined;
                    symbols.RemoveAt(index + 1);
                }
            }

            Count(place, changed);
        }

        _counts.Remove(pair);
        _places.Remove(pair);
        changed.Remove(pair);
        foreach (var other in changed)
        {
            Enqueue(other);
        }
    }

    private void Count(int place, HashSet<(int Left, int Right)> changed)
    {
        var (symbols, count) = _words[place];
        for (var index = 0; index + 1 < symbols.Count; index++)
        {
            var pair = (symbols[index], symbols[index + 1]);
            _counts[pair] = _counts.GetValueOrDefault(pair) + count;
            if (!_places.TryGetValue(pair, out var places))
            {
                _places.Add(pair, places = []);
            }

            places.Add(place);
            changed.Add(pair);
        }
    }

    private void Enqueue((int Left, int Right) pair)
    {
        var text = _names[pair.Left] + _names[pair.Right];
        if (_counts.GetValueOrDefault(pair) is var count and > 1 && ScriptRuns.Admits(text))
        {
            _queue.Enqueue(pair, (count, text));
        }
    }

    private int Id(string name)
    {
        if (!_ids.TryGetValue(name, out var id))
        {
            _ids.Add(name, id = _names.Count);
            _names.Add(name);
        }

        return id;
    }
}
