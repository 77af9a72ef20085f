using Ganban.Corpus.Documents;
using Ganban.Corpus.Tools;

namespace Ganban.Corpus.Tasks;

/// <summary>
/// The agent's loop: find the list, in documents or in the request, look up each item, all in one turn or one after
/// another, and tell the values. The names of the items are where they can be copied from, and nowhere else.
/// </summary>
internal sealed class AgentTask
{
    private readonly Scene _scene;
    private readonly LookUp _lookUp;
    private readonly KnowledgeBase? _search;
    private readonly bool _isSerial;
    private readonly bool _saysSerial;
    private readonly List<Turn> _turns = [];
    private int _calls;
    private string _asked = "";

    private AgentTask(Scene scene, bool searches)
    {
        _scene = scene;
        _lookUp = LookUp.Draw(scene);
        _search = searches ? KnowledgeBase.Draw(scene) : null;
        _isSerial = scene.Chance(0.3);
        _saysSerial = _isSerial && scene.Chance(0.5);
    }

    /// <summary>A conversation that looks up the items of a list in a document.</summary>
    public static Conversation Draw(Scene scene)
    {
        var place = scene.Draw.PickWeighted(0.6, 0.25, 0.15);
        var task = new AgentTask(scene, searches: place == 0);
        return place switch
        {
            0 => task.OverSearch(),
            1 => task.OverRequest(),
            _ => task.OverDocuments(),
        };
    }

    /// <summary>A conversation that searches documents and answers a question from them.</summary>
    public static Conversation DrawSearch(Scene scene)
    {
        var task = new AgentTask(scene, searches: true);
        var writer = new DocumentWriter(scene);
        var documents = Sources.Draw(scene, writer.Any(), Sources.Others(scene, 0.5, 0.3, 0.2));
        var question = new QuestionWriter(scene, documents).Draw(0.3);
        task.Ask(question.Text);
        task.Search(question.Search, documents);
        task.Say(question.Answer);
        return task.Finish("search");
    }

    private Conversation OverSearch()
    {
        var main = new DocumentWriter(_scene).Guide();
        var documents = Sources.Draw(_scene, main, Sources.Others(_scene, 0.5, 0.3, 0.2));
        var label = Label(main);
        var text = AskFor("agent.ask", ("e", main.Entity), ("l", label));
        Ask(text);
        var isMissing = _scene.Chance(0.08);
        if (isMissing)
        {
            documents.Remove(main);
            documents.Add(new DocumentWriter(_scene).Any());
        }

        Search(new SearchQuery(_scene, main.Entity, Without(text, label)).Section("items", label), documents);
        if (isMissing)
        {
            Say(_scene.Say("answer.unknown"));
            return Finish("agent");
        }

        return LookUpAll([.. main.Items.Select(item => item.Name)]);
    }

    private Conversation OverRequest()
    {
        var items = _scene.Names.Items(_scene.Draw.PickWeighted(0.25, 0.3, 0.25, 0.12, 0.08) + 1);
        var list = items.Count == 2 && _scene.Chance(0.5)
            ? items[0] + _scene.Say("list.and") + items[1]
            : Listing.Of(_scene, items);
        var section = items.Count == 1 ? "agent.one" : "agent.listask";
        Ask(AskFor(section, ("i", list)));
        return LookUpAll(items);
    }

    private Conversation OverDocuments()
    {
        var main = new DocumentWriter(_scene).Guide();
        var documents = Sources.Draw(_scene, main, Sources.Others(_scene, 0.5, 0.3, 0.2));
        var sources = Sources.Text(_scene, [.. documents.Select(document => document.Text)]);
        var text = AskFor("agent.ask", ("e", main.Entity), ("l", Label(main)));
        _turns.Add(new Turn.User(_scene.Chance(0.5)
            ? sources + "\n\n" + text
            : Manners.Paragraphs(text, _scene.Say("rag.user"), sources)));
        return LookUpAll([.. main.Items.Select(item => item.Name)]);
    }

    private string Label(Document document)
    {
        var label = _scene.Chance(0.5) ? document.ItemsLabel : _scene.Say("label.items");
        return _scene.IsJapanese ? label : label.ToLowerInvariant();
    }

    private string AskFor(string section, params ReadOnlySpan<(string Slot, string Text)> slots)
    {
        var text = _lookUp.Ask(_scene, section, slots);
        _asked = _lookUp.LabelIn(_scene, text);
        return text;
    }

    // The property's name is not the list's.
    private string Without(string text, string label) => label.Contains(_lookUp.Label, StringComparison.Ordinal)
        ? text
        : text.Replace(_lookUp.Label, "", StringComparison.Ordinal);

    private void Ask(string text) => _turns.Add(new Turn.User(Manners.Polite(_scene, text)));

    /// <summary>The next call gives its result.</summary>
    private void Return(string result) => _turns.Add(new Turn.Result(_calls++, result));

    private void Say(string text) => _turns.Add(new Turn.Assistant(text, []));

    private void Search(string query, List<Document> documents)
    {
        _turns.Add(new Turn.Assistant("", [_search!.Call(query)]));
        Return(Sources.Found(_scene, [.. documents.Select(document => document.Text)]));
    }

    private Conversation LookUpAll(List<string> items)
    {
        var values = items.Select(_ => _scene.Chance(0.05) ? null : _lookUp.Value(_scene)).ToList();
        var notation = LookUp.Notation(_scene, _lookUp.Label);
        var missing = _scene.Draw.Pick("not found", "error: not found", "{\"error\": \"not found\"}", "該当なし", "null");
        var results = items.Zip(values, (item, value) => value is null ? missing : notation(item, value)).ToList();
        if (_isSerial)
        {
            for (var index = 0; index < items.Count; index++)
            {
                _turns.Add(new Turn.Assistant("", [_lookUp.Call(items[index])])
                {
                    TrainsEnd = _saysSerial || index == items.Count - 1,
                });
                Return(results[index]);
            }
        }
        else
        {
            _turns.Add(new Turn.Assistant("", [.. items.Select(_lookUp.Call)]));
            results.ForEach(Return);
        }

        Say(Summary(items, values));
        var expected = new List<string>([.. items, .. values.OfType<string>()]);
        if (_scene.Split == Drawing.Split.Train && _scene.Chance(0.25))
        {
            GoOn(notation);
            expected.Clear();
        }

        return Finish("agent") with { Expected = expected };
    }

    /// <summary>The user asks for one thing more, or is content.</summary>
    private void GoOn(Func<string, string, string> notation)
    {
        if (_scene.Chance(0.3))
        {
            var (text, answer) = Chats.Draw(_scene, _scene.Draw.Pick("thanks", "bye"));
            _turns.Add(new Turn.User(text));
            Say(answer);
            return;
        }

        var item = _scene.Names.Item();
        var value = _lookUp.Value(_scene);
        Ask(AskFor("agent.one", ("i", item)));
        _turns.Add(new Turn.Assistant("", [_lookUp.Call(item)]));
        Return(notation(item, value));
        Say(Summary([item], [value]));
    }

    private string Summary(List<string> items, List<string?> values)
    {
        var pairs = items.Zip(values).ToList();
        var found = pairs.Where(pair => pair.Second is not null)
            .Select(pair => _scene.Say("answer.found", ("i", pair.First), ("f", _asked), ("v", pair.Second!)))
            .ToList();
        var end = _scene.Say(_lookUp.Topic.Key == "stock" ? "answer.exists" : "answer.is");
        List<string> sentences = found.Count == 0 ? [] : [Names.NameSource.Capital(Listing.Of(_scene, found)) + end];
        sentences.AddRange(pairs.Where(pair => pair.Second is null)
            .Select(pair => _scene.Say("answer.missing", ("i", pair.First), ("f", _asked))));
        return string.Join(_scene.In(" ", ""), sentences);
    }

    private Conversation Finish(string kind)
    {
        List<Tool> tools = [];
        if (kind == "agent" || _scene.Chance(0.5))
        {
            tools.Add(_lookUp.Tool);
        }

        if (_search is not null)
        {
            tools.Add(_search.Tool);
        }

        if (_scene.Chance(0.3))
        {
            tools.Add(LookUp.Draw(_scene, _lookUp).Tool);
        }

        if (_scene.Chance(0.25))
        {
            tools.Add(ActionRequest.Draw(_scene, _scene.Draw.PickFrom(_scene.Lexicon.Actions), 1)[0].Tool);
        }

        tools = [.. tools.DistinctBy(tool => tool.Name)];
        _scene.Draw.Shuffle(tools);
        return new Conversation
        {
            Kind = kind,
            Language = _scene.Language,
            System = System(tools),
            Tools = tools,
            Turns = _turns,
        };
    }

    private string System(List<Tool> tools)
    {
        List<string> parts = [_scene.Chance(0.7) ? _scene.Say("agent.system", ("p", _scene.Names.Place())) : ""];
        if (_search is not null && _scene.Chance(0.25))
        {
            parts.Add(_scene.Say("agent.kbhint", ("t", _search.Tool.Name)));
        }

        if (tools.Contains(_lookUp.Tool) && _scene.Chance(0.25))
        {
            var thing = _scene.In("an item", _scene.Draw.Pick("材料", "部品", "品目", "商品"));
            parts.Add(_scene.Say("agent.hint", ("i", thing), ("f", _lookUp.Label), ("t", _lookUp.Tool.Name)));
        }

        parts.Add(_saysSerial ? _scene.Say("agent.serial") : "");
        return _scene.Chance(0.5)
            ? Manners.Paragraphs(parts)
            : string.Join(_scene.In(" ", ""), parts.Where(part => part.Length > 0));
    }
}
