using Ganban.Corpus.Documents;

namespace Ganban.Corpus.Tasks;

/// <summary>
/// Questions about documents that stand in the prompt, some of which the documents don't answer; sometimes with the
/// number of the source, sometimes the bare value.
/// </summary>
internal static class GroundedTask
{
    private const double Unanswerable = 0.33;

    public static Conversation Draw(Scene scene)
    {
        var writer = new DocumentWriter(scene);
        var others = Sources.Others(scene, 0.3, 0.3, 0.25, 0.15);
        var documents = Sources.Draw(scene, writer.Any(), others);
        var texts = documents.Select(document => document.Text).ToList();
        if (scene.Chance(0.1))
        {
            texts.Add(writer.Filler() + scene.In(" ", "") + writer.Filler());
        }

        var isCited = scene.Chance(0.15);
        var isBrief = !isCited && scene.Chance(0.15);
        var sources = isCited ? Sources.Numbered(scene, texts) : Sources.Text(scene, texts);
        var wishes = isCited ? scene.Say("rag.cite") : isBrief ? scene.Say("rag.brief") : "";
        var questions = new QuestionWriter(scene, documents, points: texts.Count == 1);
        var turns = new List<Turn>();
        var answers = new HashSet<string>(StringComparer.Ordinal);
        for (var left = scene.Draw.Between(1, 5); left > 0; left--)
        {
            var question = questions.Draw(Unanswerable);
            if (question.IsAnswered && !answers.Add(question.Answer))
            {
                continue;
            }

            turns.Add(new Turn.User(Manners.Polite(scene, question.Text)));
            turns.Add(new Turn.Assistant(Answer(question, isCited, isBrief), []));
        }

        if (turns.Count == 0)
        {
            return Draw(scene);
        }

        return Place(scene, turns, sources, texts, documents, wishes, isCited);
    }

    private static string Answer(Question question, bool isCited, bool isBrief) => !question.IsAnswered
        ? question.Answer
        : isBrief && question.Brief.Length > 0
            ? question.Brief
            : !isCited
                ? question.Answer
                : question.Answer + (question.Answer.Contains('\n', StringComparison.Ordinal) ? "\n" : " ")
                    + $"[{question.Source + 1}]";

    private static Conversation Place(
        Scene scene,
        List<Turn> turns,
        string sources,
        List<string> texts,
        List<Document> documents,
        string wishes,
        bool isCited)
    {
        var first = ((Turn.User)turns[0]).Text;
        var system = "";
        List<SourceDocument> handed = [];
        switch (scene.Draw.PickWeighted(0.35, 0.2, 0.2, 0.15, isCited ? 0 : 0.1))
        {
            case 0:
                system = Manners.Paragraphs(scene.Say("rag.system"), wishes, sources);
                break;
            case 1:
                system = Manners.Paragraphs(scene.Say("rag.system"), wishes);
                turns[0] = new Turn.User(sources + "\n\n" + scene.Say("rag.question") + first);
                break;
            case 2:
                turns[0] = new Turn.User(Manners.Paragraphs(scene.Say("rag.user"), wishes, sources) + "\n\n"
                    + scene.Say("rag.question") + first);
                break;
            case 3:
                turns[0] = new Turn.User(Manners.Paragraphs(first, scene.Say("rag.user"), wishes, sources));
                break;
            default:
                system = scene.Chance(0.7) || wishes.Length > 0
                    ? Manners.Paragraphs(scene.Say("rag.system"), wishes)
                    : "";
                handed = [.. texts.Select((text, index) => new SourceDocument(Title(index), text))];
                break;
        }

        return new Conversation
        {
            Kind = "grounded",
            Language = scene.Language,
            System = system,
            Documents = handed,
            Turns = turns,
        };

        string Title(int index) => index < documents.Count ? documents[index].Title : $"{index + 1}";
    }
}
