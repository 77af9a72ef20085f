using Ganban.Corpus.Documents;
using Ganban.Corpus.Drawing;
using Ganban.Corpus.Names;
using Ganban.Corpus.Tools;
using Ganban.Corpus.Wordings;

namespace Ganban.Corpus;

/// <summary>Everything that conversations are made of, read once. Immutable and safe to share.</summary>
internal sealed class Lexicon
{
    public Lexicon() => JapaneseActions = [.. Actions.Where(family => family.IsJapanese)];

    private readonly Grammar _english = Grammar.Load("en.txt");
    private readonly Grammar _japanese = Grammar.Load("ja.txt");

    public Grammar Layouts { get; } = Grammar.Load("layouts.txt");

    public WordLists Words { get; } = WordLists.Load("words.txt");

    public IReadOnlyList<Topic> Topics { get; } = Topic.Load("topics.txt");

    public ToolWords ToolWords { get; } = new(Grammar.Load("tools.txt"));

    public IReadOnlyList<ActionFamily> Actions { get; } = ActionFamily.Load("actions");

    public IReadOnlyList<ActionFamily> JapaneseActions { get; }

    /// <summary>Optional parameters that any tool may have.</summary>
    public IReadOnlyList<ActionFamily.Slot> SpareSlots { get; } = ActionFamily.Load("spare")[0].Slots;

    public FreeAction FreeActions { get; } = new();

    public Grammar Wordings(Language language) => language == Language.Japanese ? _japanese : _english;
}
