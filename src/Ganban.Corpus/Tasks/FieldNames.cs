using Ganban.Corpus.Names;

namespace Ganban.Corpus.Tasks;

/// <summary>How a request spells and lists the fields that it wants; all of them alike.</summary>
internal sealed class FieldNames
{
    private readonly Func<string, string> _spelling;
    private readonly Func<string, string> _quote;
    private readonly string _between;

    /// <summary>Draws a spelling.</summary>
    public FieldNames(Scene scene)
    {
        _spelling = scene.Draw.PickWeighted(0.5, 0.14, 0.08, 0.08, 0.08, 0.12) switch
        {
            0 => label => label.Replace(' ', '_'),
            1 => label => Camel(label),
            2 => label => NameSource.Capital(Camel(label)),
            3 => label => label.Replace(' ', '-'),
            4 => label => label.Replace(' ', '_').ToUpperInvariant(),
            _ => label => label,
        };
        _quote = scene.Draw.PickWeighted(0.75, 0.1, 0.07, 0.08) switch
        {
            0 => key => key,
            1 => key => $"\"{key}\"",
            2 => key => $"`{key}`",
            _ => key => scene.In($"'{key}'", $"「{key}」"),
        };
        _between = scene.Draw.PickWeighted(0.7, 0.1, 0.1, 0.1) switch
        {
            0 => scene.In(", ", "、"),
            1 => scene.In("; ", "，"),
            2 => scene.In(" / ", "／"),
            _ => scene.In(" and ", "と"),
        };
    }

    /// <summary>The field for what a document calls so.</summary>
    public string Of(string label) => _spelling(label);

    /// <summary>The fields in a row.</summary>
    public string List(IReadOnlyList<string> fields) => string.Join(_between, fields.Select(_quote));

    private static string Camel(string label) =>
        string.Concat(label.Split(' ').Select((word, index) => index == 0 ? word : NameSource.Capital(word)));
}
