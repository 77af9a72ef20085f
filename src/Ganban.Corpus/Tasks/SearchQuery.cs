using Ganban.Corpus.Documents;
using Ganban.Corpus.Wordings;

namespace Ganban.Corpus.Tasks;

/// <summary>
/// What to search for to answer a question: the thing, and what is asked about it, by the question's own name for it,
/// or by the usual one where the question has none.
/// </summary>
/// <param name="scene">What the question was made with.</param>
/// <param name="entity">The thing.</param>
/// <param name="question">The question.</param>
internal sealed class SearchQuery(Scene scene, string entity, string question)
{
    private readonly string _asked = question.Replace(entity, "", StringComparison.Ordinal);

    /// <summary>The query for a value.</summary>
    /// <param name="topic">Its kind; null for a made-up property.</param>
    /// <param name="label">What the question may call it.</param>
    public string Fact(Topic? topic, string label) => With(topic?.LabelIn(_asked, scene.IsJapanese) ?? label);

    /// <summary>The query for a part of a document: its `items`, `steps`, `notes` or `overview`.</summary>
    /// <param name="section">Which part.</param>
    /// <param name="label">What the question may call it.</param>
    public string Section(string section, string label)
    {
        var usual = section switch
        {
            "items" => scene.In("materials", "材料"),
            "steps" => scene.In("how to make", "作り方"),
            "notes" => scene.In("precautions", "注意事項"),
            _ => scene.In("overview", "概要"),
        };
        if (section == "overview")
        {
            return With(usual);
        }

        var names = scene.Lexicon.Wordings(scene.Language).Texts($"label.{section}").Append(label);
        var named = Mention.Longest(_asked, names) ?? usual;
        return With(scene.IsJapanese ? named : named.ToLowerInvariant());
    }

    /// <summary>The query for a word.</summary>
    public string With(string word) => $"{entity} {word}";
}
