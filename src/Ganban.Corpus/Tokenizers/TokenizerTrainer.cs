using System.Globalization;
using Ganban.Corpus.Names;
using Ganban.Inference.Tokenizers;

namespace Ganban.Corpus.Tokenizers;

/// <summary>
/// Trains a byte-pair vocabulary (Sennrich, Haddow and Birch 2016) with byte tokens for what it lacks. Texts are cut
/// into <see cref="ScriptRuns"/> first, digits stay single, and a space is joined to a frequent word only after all
/// other joins: a name is cut the same behind a space, a quote or a bracket. Deterministic.
/// </summary>
public static class TokenizerTrainer
{
    private const float ByteScore = -10_000;
    private const int SpacedWords = 400;
    private const int LettersMin = 3;

    /// <summary>Trains on texts.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="copied">Words that names are made of: no space is ever joined to them.</param>
    /// <param name="size">The number of tokens; room for the characters and 1,000 more at least.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="size"/> is too small.</exception>
    public static TrainedTokenizer Train(
        IEnumerable<string> texts, IReadOnlySet<string> copied, int size, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentNullException.ThrowIfNull(copied);
        var runs = new Dictionary<string, long>(StringComparer.Ordinal);
        var spaced = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var text in texts)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var before = "";
            foreach (var run in ScriptRuns.Split(text))
            {
                runs[run] = runs.GetValueOrDefault(run) + 1;
                if (before is [ScriptRuns.Space] && ScriptRuns.IsWord(run) && char.IsAsciiLetterLower(run[0])
                    && !copied.Contains(run))
                {
                    spaced[run] = spaced.GetValueOrDefault(run) + 1;
                }

                before = run;
            }
        }

        List<string> names = ["<unk>", .. TrainedTokenizer.ControlTokens];
        var control = names.Count;
        names.AddRange(Enumerable.Range(0, 256).Select(
            value => string.Create(CultureInfo.InvariantCulture, $"<0x{value:X2}>")));
        var characters = Characters(runs);
        names.AddRange(characters);
        var joins = size - names.Count - SpacedWords;
        ArgumentOutOfRangeException.ThrowIfLessThan(joins, 600, nameof(size));
        names.AddRange(new PairJoins(runs, [.. characters]).Join(joins, cancellationToken));
        AddSpacedWords(names, spaced, size);
        return new TrainedTokenizer(
            names,
            [.. names.Select((_, token) => token < control ? 0 : token < control + 256 ? ByteScore : -(float)token)],
            [.. names.Select((_, token) => token == 0 ? TokenKind.Unknown
                : token < control ? TokenKind.Control
                : token < control + 256 ? TokenKind.Byte
                : TokenKind.Normal)]);
    }

    /// <summary>Characters with a token of their own: those of both languages and what the texts have often.</summary>
    private static List<string> Characters(Dictionary<string, long> runs)
    {
        var counts = new Dictionary<char, long>();
        foreach (var (run, count) in runs)
        {
            foreach (var character in run)
            {
                counts[character] = counts.GetValueOrDefault(character) + count;
            }
        }

        var always = Enumerable.Range('!', '~' - '!' + 1).Select(code => (char)code)
            .Concat(Enumerable.Range('ぁ', 'ゖ' - 'ぁ' + 1).Select(code => (char)code))
            .Concat(Enumerable.Range('ァ', 'ヺ' - 'ァ' + 1).Select(code => (char)code))
            .Concat("ー々〆、。・「」『』【】（）！？：；％＋－＝～…—–　℃°€£¥×÷→←↑↓")
            .Concat(Kanji.FirstLevel)
            .Append(ScriptRuns.Space)
            .Append('\n')
            .ToHashSet();
        var often = counts.Where(pair => pair.Value >= LettersMin && !char.IsSurrogate(pair.Key))
            .Select(pair => pair.Key);
        return
        [
            .. always.Union(often).Order()
                .OrderByDescending(character => counts.GetValueOrDefault(character))
                .Select(character => character.ToString()),
        ];
    }

    // Of words that the joins made one token, the most frequent.
    private static void AddSpacedWords(List<string> names, Dictionary<string, long> spaced, int size)
    {
        var known = names.ToHashSet(StringComparer.Ordinal);
        names.AddRange(spaced.Where(pair => known.Contains(pair.Key))
            .OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal)
            .Take(size - names.Count)
            .Select(pair => ScriptRuns.Space + pair.Key));
    }
}
