using Ganban.Corpus.Drawing;
using Ganban.Corpus.Names;
using Ganban.Corpus.Tasks;

namespace Ganban.Corpus;

/// <summary>
/// The corpus: conversation N of a seed is always the same, whatever was drawn before it, so that a training run can
/// take up at any place and several threads can draw. Immutable and safe to share.
/// </summary>
public sealed class ConversationSource
{
    private static readonly (string Kind, double Share, Func<Scene, Conversation> Draw)[] Tasks =
    [
        ("grounded", 0.29, GroundedTask.Draw),
        ("agent", 0.25, AgentTask.Draw),
        ("search", 0.07, AgentTask.DrawSearch),
        ("action", 0.14, ActionTask.Draw),
        ("query", 0.04, TextTask.Query),
        ("extract", 0.05, TextTask.Extract),
        ("label", 0.03, TextTask.Label),
        ("rewrite", 0.02, TextTask.Rewrite),
        ("copy", 0.05, TextTask.Copy),
        ("pattern", 0.01, TextTask.Pattern),
        ("chat", 0.05, ChatTask.Draw),
    ];

    private readonly ulong _seed;
    private readonly Split _split;
    private readonly Lexicon _lexicon = new();

    /// <summary>The conversations of a seed.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="split">What they are for.</param>
    public ConversationSource(ulong seed, Split split)
    {
        (_seed, _split) = (seed, split);
    }

    /// <summary>The kinds of conversations.</summary>
    public static IReadOnlyList<string> Kinds { get; } = [.. Tasks.Select(task => task.Kind)];

    /// <summary>A conversation of any kind.</summary>
    /// <param name="number">Its number, from 0.</param>
    /// <param name="attempt">Which of the conversations with this number, for when one doesn't fit.</param>
    public Conversation Draw(long number, int attempt = 0) => Draw(number, attempt, null, null);

    /// <summary>A conversation of one kind and language.</summary>
    /// <param name="kind">One of <see cref="Kinds"/>.</param>
    /// <param name="language">Its language.</param>
    /// <param name="number">Its number, from 0.</param>
    /// <exception cref="ArgumentException">There is no such kind.</exception>
    public Conversation Draw(string kind, Language language, long number) => Draw(number, 0, kind, language);

    private Conversation Draw(long number, int attempt, string? kind, Language? language)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        if (kind is not null && !Kinds.Contains(kind))
        {
            throw new ArgumentException($"There is no kind '{kind}'; there are {string.Join(", ", Kinds)}.", nameof(kind));
        }

        for (var round = 0; ; round++)
        {
            var draw = new Draw(Drawing.Draw.SeedOf(_seed, (int)_split, number, attempt, round));
            var spoken = language ?? (draw.Chance(0.5) ? Language.Japanese : Language.English);
            var task = kind is null
                ? Tasks[draw.PickWeighted([.. Tasks.Select(task => task.Share)])]
                : Tasks.First(task => task.Kind == kind);
            var conversation = task.Draw(new Scene(draw, _split, spoken, _lexicon));

            // Two harmless words side by side can spell one of the scenario's.
            if (!conversation.Texts.Any(text => ScenarioWords.AreIn(text)))
            {
                return conversation;
            }
        }
    }
}
