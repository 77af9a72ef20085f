using System.Text.Json.Nodes;
using Ganban.Corpus.Documents;
using Ganban.Corpus.Names;

namespace Ganban.Corpus.Tasks;

/// <summary>Work on a text: search queries, extraction, classification, copying, lists.</summary>
internal static class TextTask
{
    private static readonly string[] Requests =
        ["billing", "delivery", "fault", "account", "praise", "job", "booking", "hours", "spam"];

    private static readonly string[] Subjects = ["sport", "food", "travel", "weather", "health", "music"];

    /// <summary>The search query for a question.</summary>
    public static Conversation Query(Scene scene)
    {
        var document = new DocumentWriter(scene).Any();
        var question = new QuestionWriter(scene, [document]).Draw(0.3);
        var text = Manners.Polite(scene, question.Text);
        return Conversation(scene, "query", scene.Say("query.system"), text, question.Search);
    }

    /// <summary>Named values of a text as JSON.</summary>
    public static Conversation Extract(Scene scene)
    {
        var document = scene.Chance(0.7) ? new DocumentWriter(scene).Prose() : new DocumentWriter(scene).Sheet();
        var facts = document.Facts.DistinctBy(fact => fact.Label).ToList();
        var wanted = scene.Draw.Some(facts, scene.Draw.Between(1, Math.Min(4, facts.Count)));
        var keys = new FieldNames(scene);
        var answer = new JsonObject();
        foreach (var fact in wanted)
        {
            answer[keys.Of(fact.Label)] = fact.Value;
        }

        var known = facts.Select(fact => fact.Topic?.Key).ToHashSet();
        var missing = scene.Draw.PickFrom(scene.Lexicon.Topics);
        if (scene.Chance(0.15) && !known.Contains(missing.Key) && !QuestionWriter.IsNear(missing.Key, known))
        {
            answer[keys.Of(missing.Labels(scene.IsJapanese)[0])] = null;
        }

        var ask = scene.Say("extract.ask", ("k", keys.List([.. answer.Select(pair => pair.Key)])));
        return Conversation(scene, "extract", ask, document.Text, PlainJson.Spaced(answer));
    }

    /// <summary>Which of some labels fits, or whether a review is good or bad.</summary>
    public static Conversation Label(Scene scene) => scene.Chance(0.5) ? Sentiment(scene) : Classify(scene);

    /// <summary>Copying, lists and the like.</summary>
    public static Conversation Copy(Scene scene)
    {
        var items = scene.Names.Items(scene.Draw.Between(2, 6));
        var style = new Style(scene);
        var lines = string.Join('\n', items.Select(style.Bullet));
        var row = string.Join(scene.In(", ", "、"), items);
        switch (scene.Draw.PickWeighted(0.4, 0.15, 0.15, 0.1, 0.1, 0.1))
        {
            case 0:
                var text = scene.Draw.Below(4) switch
                {
                    0 => scene.Names.Entity(),
                    1 => scene.Values.Code() + " " + scene.Names.Person(),
                    2 => row,
                    _ => new DocumentWriter(scene).Filler(),
                };
                return Conversation(scene, "copy", scene.Say("copy.ask"), text, text);
            case 1:
                return Conversation(
                    scene, "list", scene.Say("list.ask"), row, string.Join('\n', items.Select(item => "- " + item)));
            case 2:
                return Conversation(scene, "list", scene.Say("join.ask"), lines, row);
            case 3:
                return Conversation(scene, "list", scene.Say("count.ask"), lines, $"{items.Count}");
            case 4:
                return Conversation(scene, "list", scene.Say("last.ask"), lines, items[^1]);
            default:
                var writer = new DocumentWriter(scene);
                var first = writer.Filler();
                var rest = string.Join(
                    scene.In(" ", ""), Enumerable.Range(0, scene.Draw.Between(1, 3)).Select(_ => writer.Filler()));
                return Conversation(scene, "first", scene.Say("first.ask"), first + scene.In(" ", "") + rest, first);
        }
    }

    /// <summary>A sentence in another form.</summary>
    public static Conversation Rewrite(Scene scene)
    {
        var fact = scene.Draw.PickFrom(new DocumentWriter(scene).Sheet().Facts);
        (string Slot, string Text)[] slots = [("e", fact.Entity), ("a", fact.Label), ("v", fact.Value)];
        var form = scene.Draw.Pick("rewrite.plain", "rewrite.question");
        return Conversation(
            scene, "rewrite", scene.Say($"{form}.ask"), scene.Say("answer.fact", slots), scene.Say(form, slots));
    }

    /// <summary>A few examples, and one to complete like them.</summary>
    public static Conversation Pattern(Scene scene)
    {
        var arrow = scene.Draw.Pick(" → ", " -> ", ": ", " => ", "：");
        var part = scene.Draw.Below(2);
        var mark = scene.Draw.Pick('-', '_', '/', ':');
        var lines = new List<string>();
        var answer = "";
        for (var left = scene.Draw.Between(2, 4); left >= 0; left--)
        {
            string[] parts =
            [
                $"{scene.Draw.Between(1000, 9999)}",
                scene.Values.Letters(2) + scene.Draw.Between(100, 999),
            ];
            answer = parts[part];
            lines.Add(string.Join(mark, parts) + (left > 0 ? arrow + answer : arrow.TrimEnd()));
        }

        return Conversation(scene, "pattern", scene.Say("pattern.ask"), string.Join('\n', lines), answer);
    }

    /// <summary>A task, its text and what comes of it; the task in the system message or with the text.</summary>
    private static Conversation Conversation(Scene scene, string kind, string ask, string text, string answer)
    {
        var isSystem = scene.Chance(0.4);
        return new Conversation
        {
            Kind = kind,
            Language = scene.Language,
            System = isSystem ? ask : "",
            Turns =
            [
                new Turn.User(isSystem ? text : scene.Chance(0.85) ? ask + "\n" + text : text + "\n" + ask),
                new Turn.Assistant(answer, []),
            ],
        };
    }

    private static Conversation Sentiment(Scene scene)
    {
        var isGood = scene.Chance(0.5);
        var (good, bad) = scene.IsJapanese
            ? scene.Draw.Pick(("ポジティブ", "ネガティブ"), ("positive", "negative"), ("肯定", "否定"), ("良い", "悪い"), ("好評", "不評"))
            : scene.Draw.Pick(("positive", "negative"), ("Positive", "Negative"), ("POS", "NEG"), ("good", "bad"));
        var labels = scene.Chance(0.5) ? (good, bad) : (bad, good);
        var either = labels.Item1 + scene.Draw.Pick("/", scene.In(" or ", "か"), "|") + labels.Item2;
        var ask = scene.Say("sentiment.ask", ("k", either));
        var text = scene.Say(
            "sentiment.text",
            ("x", scene.Names.Entity()),
            ("p", scene.Names.Person()),
            ("w", scene.Say(isGood ? "sentiment.good" : "sentiment.bad")));
        return Conversation(scene, "label", ask, text, isGood ? good : bad);
    }

    private static Conversation Classify(Scene scene)
    {
        var kinds = scene.Draw.Some(scene.Chance(0.7) ? Requests : Subjects, scene.Draw.Between(2, 5));
        var kind = scene.Draw.PickFrom(kinds);
        var labels = kinds.Select(other => scene.Say($"class.{other}")).ToList();
        var ask = scene.Say("classify.ask", ("k", string.Join(scene.In(", ", "、"), labels)));
        var text = scene.Say($"class.{kind}.text", ("x", scene.Names.Entity()));
        return Conversation(scene, "label", ask, text, labels[kinds.IndexOf(kind)]);
    }
}
