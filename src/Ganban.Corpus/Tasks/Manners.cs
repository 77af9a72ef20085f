using Ganban.Corpus.Documents;

namespace Ganban.Corpus.Tasks;

/// <summary>How people put what they ask.</summary>
internal static class Manners
{
    /// <summary>A request, sometimes with words of courtesy before or behind it.</summary>
    public static string Polite(Scene scene, string text)
    {
        if (scene.Chance(0.12))
        {
            text = scene.Say("polite.before") + text;
        }
        else if (scene.Chance(0.04))
        {
            // What has nothing to do with it.
            text = new DocumentWriter(scene).Filler() + scene.In(" ", "") + text;
        }

        return scene.Chance(0.08) ? text + scene.Say("polite.after") : text;
    }

    /// <summary>The parts that are not empty, as paragraphs.</summary>
    public static string Paragraphs(params IEnumerable<string> parts) =>
        string.Join('\n', parts.Where(part => part.Length > 0));
}
