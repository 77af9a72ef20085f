using Ganban.Corpus.Documents;

namespace Ganban.Corpus.Tasks;

/// <summary>Asks about documents, also what they don't say.</summary>
/// <param name="scene">What questions are made with.</param>
/// <param name="documents">The documents.</param>
/// <param name="points">
/// Whether a question may say `it`, where there is nothing else that it could be about.
/// </param>
internal sealed class QuestionWriter(Scene scene, IReadOnlyList<Document> documents, bool points = false)
{
    private const double PointingShare = 0.12;

    private readonly string? _only =
        points && documents is [var one] && one.Facts.All(fact => fact.Entity == one.Entity) ? one.Entity : null;

    /// <summary>A question; unanswerable with a probability.</summary>
    public Question Draw(double unanswerable) => scene.Chance(unanswerable) ? Absent() : Present();

    /// <summary>A question that a document answers.</summary>
    public Question Present()
    {
        while (true)
        {
            var source = scene.Draw.Below(documents.Count);
            var document = documents[source];
            var question = scene.Draw.PickWeighted(0.45, 0.14, 0.08, 0.1, 0.08, 0.07, 0.08) switch
            {
                0 when document.Facts.Count > 0 => Fact(scene.Draw.PickFrom(document.Facts)),
                1 when document.Items.Count > 0 => Items(document),
                2 when document.Items.Any(item => item.Amount.Length > 0) => Amount(document),
                3 when document.Steps.Count > 0 => Steps(document),
                4 when document.Notes.Count > 0 => Notes(document),
                5 when document.Overview.Length > 0 => About(document),
                6 when document.Facts.Count > 0 => Check(scene.Draw.PickFrom(document.Facts)),
                _ => null,
            };
            if (question is not null)
            {
                return question with { Source = source };
            }
        }
    }

    /// <summary>A question that none answers.</summary>
    public Question Absent()
    {
        var text = scene.Draw.PickWeighted(0.45, 0.3, 0.15, 0.1) switch
        {
            0 => OtherTopic(scene.Draw.PickFrom(documents).Entity),
            1 => OtherEntity(),
            2 => OtherSection(),
            _ => OtherItem(),
        };
        return text ?? Absent();
    }

    /// <summary>A question for the items of a document.</summary>
    public Question Items(Document document)
    {
        var (label, said) = (Lower(document.ItemsLabel), Synonym(document.ItemsLabel, "label.items"));
        var text = Ask("ask.items", ("e", document.Entity), ("l", said));
        var items = document.Items.Select(item => item.ToString()).ToList();
        return new Question(
            text,
            scene.Say("answer.items", ("e", document.Entity), ("l", label), ("v", Listing.Of(scene, items))),
            Listing.Of(scene, [.. document.Items.Select(item => item.Name)]),
            new SearchQuery(scene, document.Entity, text).Section("items", said),
            0);
    }

    private Question Fact(Fact fact)
    {
        // Height and width are different things, and so are what other topics have labels for; these have synonyms.
        var hasSynonyms = fact.Topic?.Key is "price" or "weight" or "release" or "place" or "color" or "version"
            or "site" or "stock";
        var label = hasSynonyms && scene.Chance(0.4)
            ? scene.Draw.PickFrom(fact.Topic!.Labels(scene.IsJapanese))
            : fact.Label;
        var text = Ask(fact.Topic, fact.Entity, label);
        return new Question(
            text,
            scene.Say("answer.fact", ("e", fact.Entity), ("a", fact.Label), ("v", fact.Value)),
            fact.Value,
            new SearchQuery(scene, fact.Entity, text).Fact(fact.Topic, label),
            0);
    }

    private Question Check(Fact fact)
    {
        var isTrue = scene.Chance(0.5);
        var value = fact.Value;
        while (!isTrue && value == fact.Value)
        {
            value = scene.Values.Of(fact.Topic?.Kind ?? Names.ValueKind.Amount);
        }

        var text = Ask("ask.check", ("e", fact.Entity), ("a", fact.Label), ("v", value));
        return new Question(
            text,
            scene.Say(isTrue ? "answer.yes" : "answer.no", ("e", fact.Entity), ("a", fact.Label), ("v", fact.Value)),
            "",
            new SearchQuery(scene, fact.Entity, text).Fact(fact.Topic, fact.Label),
            0);
    }

    private Question Amount(Document document)
    {
        var item = scene.Draw.PickFrom(document.Items.Where(item => item.Amount.Length > 0).ToList());
        var text = Ask("ask.amount", ("e", document.Entity), ("i", item.Name));
        return new Question(
            text,
            scene.Say("answer.amount", ("e", document.Entity), ("i", item.Name), ("v", item.Amount)),
            item.Amount,
            $"{document.Entity} {item.Name}",
            0);
    }

    private Question Steps(Document document)
    {
        var said = Synonym(document.StepsLabel, "label.steps");
        var text = Ask("ask.steps", ("e", document.Entity), ("l", said));
        var steps = string.Join('\n', document.Steps.Select((step, index) => $"{index + 1}. {step}"));
        return new Question(
            text,
            scene.Say("answer.steps", ("e", document.Entity), ("l", Lower(document.StepsLabel)), ("v", steps)),
            "",
            new SearchQuery(scene, document.Entity, text).Section("steps", said),
            0);
    }

    private Question Notes(Document document)
    {
        var said = Synonym(document.NotesLabel, "label.notes");
        var text = Ask("ask.notes", ("e", document.Entity), ("l", said));
        var notes = string.Join('\n', document.Notes.Select(note => $"- {note}"));
        return new Question(
            text,
            scene.Say("answer.steps", ("e", document.Entity), ("l", Lower(document.NotesLabel)), ("v", notes)),
            "",
            new SearchQuery(scene, document.Entity, text).Section("notes", said),
            0);
    }

    private Question About(Document document) => new(
        Ask("ask.about", ("e", document.Entity)),
        document.Overview,
        "",
        new SearchQuery(scene, document.Entity, "").Section("overview", ""),
        0);

    private Question? OtherTopic(string entity)
    {
        var known = documents.SelectMany(document => document.Facts).Where(fact => fact.Entity == entity)
            .Select(fact => fact.Topic?.Key).ToHashSet();
        var topic = scene.Draw.PickFrom(scene.Lexicon.Topics);
        var hasItems = documents.Any(document => document.Entity == entity && document.Items.Count > 0);
        return known.Contains(topic.Key) || IsNear(topic.Key, known) || (hasItems && topic.Key == "power")
            ? null
            : Unknown(entity, topic, scene.Draw.PickFrom(topic.Labels(scene.IsJapanese)));
    }

    /// <summary>Whether one might be told one of some topics in answer to another.</summary>
    public static bool IsNear(string topic, HashSet<string?> known) => topic switch
    {
        "release" or "open" => known.Overlaps(["release", "open"]),
        "deadline" or "close" or "duration" => known.Overlaps(["deadline", "close", "duration"]),
        "mail" or "phone" => known.Overlaps(["mail", "phone", "site"]),
        "site" or "place" => known.Overlaps(["mail", "phone", "site", "place"]),
        "stock" or "dose" or "capacity" => known.Overlaps(["stock", "dose", "capacity"]),
        _ => false,
    };

    private Question OtherEntity()
    {
        var near = scene.Draw.PickFrom(documents).Entity;
        var entity = scene.Chance(0.25)
            ? near + scene.Draw.Pick("2", scene.In(" Pro", "改"), " X", scene.In(" Mini", "ミニ"), scene.In(" II", "弐号"))
            : scene.Names.Entity();
        var topics = documents.SelectMany(document => document.Facts)
            .Select(fact => fact.Topic).OfType<Topic>().ToList();
        var topic = scene.Draw.PickFrom(topics.Count > 0 && scene.Chance(0.7) ? topics : scene.Lexicon.Topics);
        if (scene.Chance(0.6))
        {
            return Unknown(entity, topic, scene.Draw.PickFrom(topic.Labels(scene.IsJapanese)));
        }

        return UnknownSection(entity, scene.Draw.Pick("items", "steps", "notes", "overview"));
    }

    private Question? OtherSection()
    {
        var document = scene.Draw.PickFrom(documents);
        return scene.Draw.Below(3) switch
        {
            0 when document.Items.Count == 0 && document.Facts.All(fact => fact.Topic?.Key != "power") =>
                UnknownSection(document.Entity, "items"),
            1 when document.Steps.Count == 0 => UnknownSection(document.Entity, "steps"),
            2 when document.Notes.Count == 0 => UnknownSection(document.Entity, "notes"),
            _ => null,
        };
    }

    private Question? OtherItem()
    {
        var document = scene.Draw.PickFrom(documents);
        var item = scene.Names.Item();
        return document.Items.Count == 0 || document.Text.Contains(item, StringComparison.Ordinal)
            ? null
            : Unknown(Ask("ask.amount", ("e", document.Entity), ("i", item)), $"{document.Entity} {item}");
    }

    private Question UnknownSection(string entity, string section)
    {
        var said = Lower(scene.Say($"label.{section}"));
        var text = Ask(section == "overview" ? "ask.about" : $"ask.{section}", ("e", entity), ("l", said));
        return Unknown(text, new SearchQuery(scene, entity, text).Section(section, said));
    }

    private Question Unknown(string entity, Topic topic, string label)
    {
        var text = Ask(topic, entity, label);
        return Unknown(text, new SearchQuery(scene, entity, text).Fact(topic, label));
    }

    private Question Unknown(string text, string search) => new(text, scene.Say("answer.unknown"), "", search, -1);

    private string Ask(Topic? topic, string entity, string label)
    {
        var own = $"ask.{topic?.Key}";
        var hasOwn = topic is not null && scene.Lexicon.Wordings(scene.Language).Has(own);
        return Ask(hasOwn && scene.Chance(0.45) ? own : "ask.fact", ("e", entity), ("a", label));
    }

    private string Ask(string section, params Span<(string Slot, string Text)> slots)
    {
        if (slots[0].Text == _only && scene.Chance(PointingShare))
        {
            var it = slots[0].Text = scene.Say("ask.it");
            return scene.Say(section, slots).Replace($"the {it}", it, StringComparison.OrdinalIgnoreCase);
        }

        return scene.Say(section, slots);
    }

    private string Synonym(string label, string section) => Lower(scene.Chance(0.5) ? label : scene.Say(section));

    private string Lower(string label) => scene.IsJapanese ? label : label.ToLowerInvariant();
}
