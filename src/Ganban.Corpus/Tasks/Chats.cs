namespace Ganban.Corpus.Tasks;

/// <summary>Small talk, and questions that a small model can't answer from its head.</summary>
internal static class Chats
{
    private static readonly string[] Kinds =
        ["hello", "morning", "evening", "thanks", "bye", "sorry", "who", "can", "open", "open", "open"];

    /// <summary>What the user says, and the answer.</summary>
    public static (string Text, string Answer) Draw(Scene scene) => Draw(scene, scene.Draw.Pick(Kinds));

    /// <summary>The same for one kind.</summary>
    public static (string Text, string Answer) Draw(Scene scene, string kind) => (
        scene.Say($"chat.{kind}", ("x", scene.Names.Noun()), ("y", scene.Names.Noun())),
        scene.Say($"chat.{kind}.answer"));
}
