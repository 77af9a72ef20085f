using Ganban.Corpus.Documents;

namespace Ganban.Corpus.Tasks;

/// <summary>How people put what they ask.</summary>
internal static class Manners
{
    private const double BeforeShare = 0.15;
    private const double AsideShare = 0.06;
    private const double BehindShare = 0.1;

    /// <summary>A request, sometimes with words of courtesy before or behind it.</summary>
    public static string Polite(Scene scene, string text)
    {
        if (scene.Chance(BeforeShare))
        {
            text = scene.Say("polite.before") + text;
        }
        else if (scene.Chance(AsideShare))
        {
            // What has nothing to do with it.
            text = new DocumentWriter(scene).Filler() + scene.In(" ", "") + text;
        }

        return scene.Chance(BehindShare) ? text + scene.Say("polite.after") : text;
    }

    /// <summary>The parts that are not empty, as paragraphs.</summary>
    public static string Paragraphs(params IEnumerable<string> parts) =>
        string.Join('\n', parts.Where(part => part.Length > 0));
}
