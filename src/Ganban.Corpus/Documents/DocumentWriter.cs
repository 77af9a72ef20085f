using Ganban.Corpus.Drawing;
using Ganban.Corpus.Names;

namespace Ganban.Corpus.Documents;

/// <summary>Makes documents up.</summary>
internal sealed class DocumentWriter(Scene scene)
{
    private const double UnheardShare = 0.1;
    private const double FormShare = 0.3;
    private const double TurnedShare = 0.2;

    /// <summary>A document of any kind.</summary>
    public Document Any(string? entity = null) =>
        scene.Draw.PickWeighted(0.32, 0.17, 0.14, 0.17, 0.07, 0.05, 0.08) switch
        {
            0 => Guide(entity),
            1 => Sheet(entity),
            2 => Prose(entity),
            3 => Mixed(entity),
            4 => Answers(entity),
            5 => Record(entity),
            _ => Several(),
        };

    /// <summary>A guide: what it is, what it takes, how it is done, what to mind; some parts may be missing.</summary>
    public Document Guide(string? entity = null, int? items = null)
    {
        var name = entity ?? scene.Names.Entity();
        var entries = Entries(items ?? scene.Draw.PickWeighted(0.1, 0.25, 0.25, 0.2, 0.12, 0.08) + 1);
        return Finish(new Document
        {
            Entity = name,
            Overview = scene.Chance(0.7) ? Overview(name) : "",
            Items = entries,
            ItemsLabel = Label("label.items"),
            Steps = scene.Chance(0.6) ? Steps(entries) : [],
            StepsLabel = Label("label.steps"),
            Notes = scene.Chance(0.5) ? Notes() : [],
            NotesLabel = Label("label.notes"),
        });
    }

    /// <summary>A data sheet.</summary>
    public Document Sheet(string? entity = null)
    {
        if (scene.Split != Split.Unseen && scene.Chance(FormShare))
        {
            return Record(entity);
        }

        var name = entity ?? scene.Names.Entity();
        return Finish(new Document
        {
            Entity = name,
            Overview = scene.Chance(0.3) ? Overview(name) : "",
            Facts = Facts(name, scene.Draw.Between(2, 6)),
        });
    }

    /// <summary>A guide with values.</summary>
    public Document Mixed(string? entity = null)
    {
        var guide = Guide(entity);
        return Finish(guide with { Facts = Facts(guide.Entity, scene.Draw.Between(1, 4)), Text = "" });
    }

    /// <summary>Values in running text.</summary>
    public Document Prose(string? entity = null)
    {
        var name = entity ?? scene.Names.Entity();
        var facts = Facts(name, scene.Draw.Between(1, 5));
        var overview = scene.Chance(0.6) ? Overview(name) : "";
        var title = scene.Chance(0.4) ? scene.Say("doc.title", ("e", name)) + "\n" : "";
        var prose = new Prose(scene);
        return new Document
        {
            Entity = name,
            Overview = overview,
            Title = name,
            Text = title + prose.Write(name, overview, facts),
            Facts = prose.Told,
        };
    }

    /// <summary>Questions that are often asked, with their answers.</summary>
    public Document Answers(string? entity = null)
    {
        var name = entity ?? scene.Names.Entity();
        var facts = Facts(name, scene.Draw.Between(2, 5));
        var form = scene.Draw.PickFrom(scene.Lexicon.Wordings(scene.Language).Families("doc.faq", scene.Split));
        var pairs = facts.Select(fact => scene.Lexicon.Layouts.Write(
            form,
            scene.Draw,
            scene.Split,
            ("q", scene.Say("ask.fact", ("e", name), ("a", fact.Label))),
            ("v", fact.Value)));
        return new Document { Entity = name, Title = name, Facts = facts, Text = string.Join("\n", pairs) };
    }

    /// <summary>Values as data files have them.</summary>
    public Document Record(string? entity = null)
    {
        var name = entity ?? scene.Names.Entity();
        var facts = Facts(name, scene.Draw.Between(2, 6)).DistinctBy(fact => fact.Label).ToList();
        return new Document
        {
            Entity = name,
            Title = name,
            Facts = facts,
            Text = new RecordText(scene).Write(name, facts),
        };
    }

    /// <summary>Several things, in the rows of a table or one after another.</summary>
    public Document Several()
    {
        var columns = DrawTopics(scene.Draw.Between(1, 3));
        var names = new List<string>();
        while (names.Count < scene.Draw.Between(2, 4))
        {
            var name = scene.Names.Entity();
            if (!names.Contains(name))
            {
                names.Add(name);
            }
        }

        var facts = names
            .SelectMany(name => columns.Select(column => column with { Entity = name, Value = ValueOf(column) }))
            .ToList();
        if (scene.Chance(0.4))
        {
            return Catalog(names, facts);
        }

        var head = scene.Say("label.name");
        var rows = names.Select(
            name => facts.Where(fact => fact.Entity == name).Select(fact => fact.Value).Prepend(name));
        List<IEnumerable<string>> table = [columns.Select(column => column.Label).Prepend(head), .. rows];
        var title = scene.Chance(0.4) ? new Style(scene).Head(Label("label.facts")) + "\n" : "";
        return new Document
        {
            Entity = names[0],
            Title = Label("label.facts"),
            Facts = facts,
            Text = title + Grid.Write(
                scene, scene.Split != Split.Unseen && scene.Chance(TurnedShare) ? Grid.Turned(table) : table),
        };
    }

    private Document Catalog(List<string> names, List<Fact> facts)
    {
        var style = new Style(scene);
        return new Document
        {
            Entity = names[0],
            Title = Label("label.facts"),
            Facts = facts,
            Text = string.Join(style.Between, names.Select(name => style.Head(name) + "\n" + string.Join(
                '\n', facts.Where(fact => fact.Entity == name).Select(fact => style.Fact(fact.Label, fact.Value))))),
        };
    }

    /// <summary>A text that answers no question.</summary>
    public string Filler() => scene.Say(
        "doc.filler", ("x", scene.Names.Noun()), ("y", scene.Names.Noun()), ("p", scene.Names.Place()));

    /// <summary>Different topics with their labels, without entity and value.</summary>
    public List<Fact> DrawTopics(int count)
    {
        var topics = scene.Draw.Some(scene.Lexicon.Topics, count);
        return
        [
            .. topics.Select(topic => scene.Chance(0.12)
                ? new Fact("", null, MadeLabel(), "")
                : new Fact("", topic, scene.Draw.PickFrom(topic.Labels(scene.IsJapanese)), "")),
        ];
    }

    // A heading that nobody has heard, now and then: what stands below it tells what it is.
    private string Label(string section) => scene.Say(scene.Chance(UnheardShare) ? "label.made" : section);

    private string MadeLabel() => scene.IsJapanese
        ? scene.Names.Admitted(() => Syllables.InKanji(scene.Draw, 2) + scene.Draw.Pick("率", "量", "値", "係数", "番号", ""))
        : scene.Names.Word() + scene.Draw.Pick(" rate", " level", " index", " factor", "");

    private string ValueOf(Fact fact) => scene.Values.Of(fact.Topic?.Kind ?? ValueKind.Amount);

    private List<Fact> Facts(string entity, int count) =>
        [.. DrawTopics(count).Select(fact => fact with { Entity = entity, Value = ValueOf(fact) })];

    private List<Entry> Entries(int count)
    {
        var hasAmounts = scene.Chance(0.7);
        return [.. scene.Names.Items(count).Select(item => new Entry(item, hasAmounts ? scene.Values.Amount() : ""))];
    }

    private string Overview(string name) => scene.Say(
        "doc.overview",
        ("e", name),
        ("x", scene.Names.Field()),
        ("y", scene.Names.Field()),
        ("z", scene.Names.Noun()),
        ("p", scene.Names.Place()));

    private List<string> Steps(IReadOnlyList<Entry> entries)
    {
        var steps = Enumerable.Range(0, scene.Draw.Between(2, 5)).Select(_ => scene.Say(
            "doc.step",
            ("i", scene.Chance(0.7) ? scene.Draw.PickFrom(entries).Name : scene.Names.Item()),
            ("j", scene.Names.Item()),
            ("n", $"{scene.Draw.Between(2, 60)}"))).ToList();
        if (scene.Chance(0.4))
        {
            steps[^1] = scene.Say("doc.laststep");
        }

        return steps;
    }

    private List<string> Notes() =>
    [
        .. Enumerable.Range(0, scene.Draw.Between(1, 3)).Select(_ => scene.Say(
            "doc.note",
            ("i", scene.Names.Item()),
            ("j", scene.Names.Item()),
            ("n", $"{scene.Draw.Between(2, 60)}"),
            ("p", scene.Names.Place()))),
    ];

    private Document Finish(Document document)
    {
        var style = new Style(scene);
        var sections = new List<string>();
        Add(document.Overview.Length > 0, () => Section("label.overview", document.Overview));
        Add(document.Facts.Count > 0, () => Section("label.facts", FactLines(document, style)));
        Add(document.Items.Count > 0, () => style.Head(document.ItemsLabel) + "\n" + ItemLines(document, style));
        Add(document.Steps.Count > 0, () => style.Head(document.StepsLabel) + "\n" + string.Join(
            '\n', document.Steps.Select((step, index) => style.Numbered(index + 1, step))));
        Add(document.Notes.Count > 0, () => style.Head(document.NotesLabel) + "\n"
            + string.Join('\n', document.Notes.Select(style.Bullet)));
        if (scene.Chance(0.3))
        {
            scene.Draw.Shuffle(sections);
        }

        var title = scene.Say("doc.title", ("e", document.Entity));
        title = scene.Chance(0.5) ? style.Head(title) : title;
        return document with
        {
            Title = document.Entity,
            Text = title + style.Between + string.Join(style.Between, sections),
        };

        void Add(bool isThere, Func<string> section)
        {
            if (isThere)
            {
                sections.Add(section());
            }
        }

        string Section(string label, string text) =>
            scene.Chance(0.7) ? style.Head(Label(label)) + "\n" + text : text;
    }

    private static string ItemLines(Document document, Style style) =>
        string.Join('\n', document.Items.Select(entry => style.Bullet(style.Pair(entry))));

    private string FactLines(Document document, Style style)
    {
        var isCapital = !scene.IsJapanese && scene.Chance(0.5);
        var lines = document.Facts
            .Select(fact => (Label: isCapital ? NameSource.Capital(fact.Label) : fact.Label, fact.Value)).ToList();
        return scene.Chance(0.2)
            ? Grid.Write(
                scene,
                [
                    [scene.Say("label.name"), scene.Say("label.value")],
                    .. lines.Select(line => (string[])[line.Label, line.Value]),
                ])
            : string.Join('\n', lines.Select(line => style.Fact(line.Label, line.Value)));
    }
}
