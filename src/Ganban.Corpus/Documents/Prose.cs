using System.Text;
using Ganban.Corpus.Drawing;
using Ganban.Corpus.Names;
using Ganban.Corpus.Wordings;

namespace Ganban.Corpus.Documents;

/// <summary>Values in running text.</summary>
internal sealed class Prose(Scene scene)
{
    private const double PairShare = 0.15;
    private const double WrapShare = 0.12;
    private const char Joined = '\u00A0';

    private readonly List<Fact> _told = [];

    /// <summary>
    /// The values that the sentences tell; one that a sentence doesn't name has the usual label of its kind.
    /// </summary>
    public IReadOnlyList<Fact> Told => _told;

    /// <summary>Sentences about a thing: its overview, if there is one, its values, and others in between.</summary>
    public string Write(string name, string overview, IReadOnlyList<Fact> facts)
    {
        var sentences = new List<string>();
        if (overview.Length > 0)
        {
            sentences.Add(overview);
        }

        var subject = name;
        for (var index = 0; index < facts.Count; index++)
        {
            var isPair = scene.Split != Split.Unseen && index + 1 < facts.Count && scene.Chance(PairShare);
            string Draw() => isPair
                ? Sentence(facts[index], facts[index + 1], subject)
                : Sentence(facts[index], subject);
            sentences.Add(sentences.Count > 0 ? Draw() : Naming(name, Draw));
            Tell(facts[index], sentences[^1]);
            if (isPair)
            {
                Tell(facts[++index], sentences[^1]);
            }

            subject = scene.Chance(0.6) ? scene.Say("doc.it") : name;
            if (scene.Chance(0.25))
            {
                sentences.Add(new DocumentWriter(scene).Filler());
            }
        }

        return Join(sentences, [name, .. facts.Select(fact => fact.Value), .. facts.Select(fact => fact.Label)]);
    }

    private void Tell(Fact fact, string sentence) => _told.Add(fact.Topic is null || Mention.Has(sentence, fact.Label)
        ? fact
        : fact with { Label = fact.Topic.LabelIn(sentence, scene.IsJapanese) });

    // The first sentence says what all of them are about.
    private static string Naming(string name, Func<string> draw)
    {
        while (true)
        {
            var sentence = draw();
            if (sentence.Contains(name, StringComparison.OrdinalIgnoreCase))
            {
                return sentence;
            }
        }
    }

    private string Sentence(Fact fact, string subject)
    {
        var own = $"say.{fact.Topic?.Key}";
        var hasOwn = fact.Topic is not null && scene.Lexicon.Wordings(scene.Language).Has(own);
        return scene.Say(
            hasOwn && scene.Chance(0.4) ? own : "say.fact",
            ("e", subject), ("E", NameSource.Capital(subject)), ("a", fact.Label), ("v", fact.Value));
    }

    private string Sentence(Fact first, Fact second, string subject) => scene.Say(
        "say.pair",
        ("e", subject), ("E", NameSource.Capital(subject)),
        ("a", first.Label), ("v", first.Value), ("b", second.Label), ("u", second.Value));

    private string Join(List<string> sentences, List<string> whole)
    {
        var between = scene.In(" ", "");
        if (scene.Split == Split.Unseen || !scene.Chance(WrapShare))
        {
            return string.Join(between, sentences);
        }

        var width = scene.Draw.Between(40, 80);
        return scene.Draw.Below(3) switch
        {
            0 => string.Join('\n', sentences),
            1 => string.Join("\n\n", sentences),
            _ when scene.IsJapanese => WrapBehindMarks(string.Concat(sentences), width / 2),
            _ => WrapBetweenWords(string.Join(between, sentences), whole, width),
        };
    }

    // What is asked for stays in one line, so that it can be copied as it is.
    private static string WrapBetweenWords(string text, List<string> whole, int width)
    {
        foreach (var part in whole)
        {
            text = text.Replace(part, part.Replace(' ', Joined), StringComparison.Ordinal);
        }

        var wrapped = new StringBuilder();
        var column = 0;
        foreach (var word in text.Split(' '))
        {
            var isNext = column > 0 && column + 1 + word.Length > width;
            wrapped.Append(column == 0 ? "" : isNext ? "\n" : " ").Append(word);
            column = isNext ? word.Length : column + 1 + word.Length;
        }

        return wrapped.Replace(Joined, ' ').ToString();
    }

    private static string WrapBehindMarks(string text, int width)
    {
        var wrapped = new StringBuilder();
        var column = 0;
        foreach (var character in text)
        {
            wrapped.Append(character);
            column++;
            if (column >= width && character is ('。' or '、'))
            {
                wrapped.Append('\n');
                column = 0;
            }
        }

        return wrapped.ToString().TrimEnd('\n');
    }
}
