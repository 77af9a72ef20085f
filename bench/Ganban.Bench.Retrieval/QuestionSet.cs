using System.Text.Json;

namespace Ganban.Bench.Retrieval;

/// <summary>A question and the paragraph that it was asked about.</summary>
/// <param name="Text">The question.</param>
/// <param name="Paragraph">The paragraph's place in the file, from 0.</param>
internal sealed record Question(string Text, int Paragraph);

/// <summary>Questions over paragraphs, read from a file in SQuAD's form.</summary>
/// <param name="Name">The file's name.</param>
/// <param name="Paragraphs">All paragraphs of the file.</param>
/// <param name="Questions">All questions.</param>
internal sealed record QuestionSet(
    string Name,
    IReadOnlyList<string> Paragraphs,
    IReadOnlyList<Question> Questions)
{
    /// <summary>Reads a file.</summary>
    public static QuestionSet Read(string path)
    {
        using var data = JsonDocument.Parse(File.ReadAllBytes(path));
        var paragraphs = new List<string>();
        var questions = new List<Question>();
        foreach (var paragraph in data.RootElement.GetProperty("data").EnumerateArray()
            .SelectMany(article => article.GetProperty("paragraphs").EnumerateArray()))
        {
            questions.AddRange(paragraph.GetProperty("qas").EnumerateArray()
                .Select(q => new Question(q.GetProperty("question").GetString()!, paragraphs.Count)));
            paragraphs.Add(paragraph.GetProperty("context").GetString()!);
        }

        return new QuestionSet(Path.GetFileNameWithoutExtension(path), paragraphs, questions);
    }
}
