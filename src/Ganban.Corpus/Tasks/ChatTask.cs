using Ganban.Corpus.Documents;
using Ganban.Corpus.Drawing;
using Ganban.Corpus.Names;

namespace Ganban.Corpus.Tasks;

/// <summary>Small talk, and system messages on name, language and tone that are obeyed.</summary>
internal static class ChatTask
{
    private static readonly string[] Greetings =
        ["hello", "morning", "evening", "thanks", "bye", "sorry", "who", "can"];

    public static Conversation Draw(Scene scene) => scene.Draw.PickWeighted(0.5, 0.12, 0.14, 0.1, 0.14) switch
    {
        0 => Talk(scene),
        1 => Persona(scene),
        2 => Tone(scene),
        3 => OtherLanguage(scene),
        _ => Memory(scene),
    };

    private static Conversation Talk(Scene scene)
    {
        var turns = new List<Turn>();
        for (var left = scene.Draw.Between(1, 3); left > 0; left--)
        {
            var (text, answer) = Chats.Draw(scene);
            turns.Add(new Turn.User(text));
            turns.Add(new Turn.Assistant(answer, []));
        }

        return Of(scene, scene.Chance(0.4) ? scene.Say("agent.system", ("p", scene.Names.Place())) : "", turns);
    }

    private static Conversation Persona(Scene scene)
    {
        var name = scene.IsJapanese && scene.Chance(0.5) ? scene.Names.Person() : scene.Names.Brand();
        var company = scene.Names.Company();
        return Of(scene, scene.Say("persona.system", ("n", name), ("c", company)),
        [
            new Turn.User(scene.Say("persona.ask")),
            new Turn.Assistant(scene.Say("persona.answer", ("n", name), ("c", company)), []),
        ]);
    }

    private static Conversation Tone(Scene scene)
    {
        var ending = scene.Chance(0.6)
            ? scene.Say("tone.ending")
            : scene.IsJapanese ? Syllables.InHiragana(scene.Draw) : scene.Names.Word();
        var system = scene.Say("tone.system", ("t", ending));
        string text, answer;
        if (scene.Chance(0.5))
        {
            (text, answer) = Chats.Draw(scene, scene.Draw.Pick(Greetings));
        }
        else
        {
            var document = new DocumentWriter(scene).Sheet();
            var question = new QuestionWriter(scene, [document]).Present();
            text = document.Text + "\n\n" + question.Text;
            answer = question.Answer;
        }

        return Of(scene, system, [new Turn.User(text), new Turn.Assistant(WithEnding(scene, answer, ending), [])]);
    }

    private static string WithEnding(Scene scene, string answer, string ending)
    {
        if (!scene.IsJapanese)
        {
            return answer + " " + NameSource.Capital(ending) + ".";
        }

        return answer.EndsWith("です。", StringComparison.Ordinal)
            ? answer[..^3] + ending + "。"
            : answer.TrimEnd('。', '？') + ending + "。";
    }

    private static Conversation OtherLanguage(Scene scene)
    {
        var kind = scene.Draw.Pick(Greetings);
        var other = new Scene(
            scene.Draw,
            scene.Split,
            scene.IsJapanese ? Language.English : Language.Japanese,
            scene.Lexicon);
        return Of(scene, scene.Say("language.system"),
        [
            new Turn.User(Chats.Draw(scene, kind).Text),
            new Turn.Assistant(Chats.Draw(other, kind).Answer, []),
        ]);
    }

    private static Conversation Memory(Scene scene)
    {
        var name = scene.Names.Person();
        var turns = new List<Turn>
        {
            new Turn.User(scene.Say("memory.tell", ("n", name))),
            new Turn.Assistant(scene.Say("memory.tell.answer", ("n", name)), []),
        };
        if (scene.Chance(0.4))
        {
            var (text, answer) = Chats.Draw(scene);
            turns.Add(new Turn.User(text));
            turns.Add(new Turn.Assistant(answer, []));
        }

        turns.Add(new Turn.User(scene.Say("memory.ask")));
        turns.Add(new Turn.Assistant(scene.Say("memory.ask.answer", ("n", name)), []));
        return Of(scene, "", turns);
    }

    private static Conversation Of(Scene scene, string system, List<Turn> turns) =>
        new() { Kind = "chat", Language = scene.Language, System = system, Turns = turns };
}
