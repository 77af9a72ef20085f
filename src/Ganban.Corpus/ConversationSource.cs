using Ganban.Corpus.Drawing;
using Ganban.Corpus.Names;
using Ganban.Corpus.Tasks;
using Ganban.Training;
using Ganban.Training.Jobs;

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
    private readonly double[] _shares;
    private readonly double _englishShare;
    private readonly double _plainShare;

    /// <summary>The conversations of a seed.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="split">What they are for.</param>
    public ConversationSource(ulong seed, Split split)
        : this(new CorpusOptions { Seed = seed })
    {
        _split = split;
    }

    /// <summary>The conversations to train with, in the shares that a plan gives.</summary>
    /// <param name="options">The seed and the shares.</param>
    /// <exception cref="TrainingException">There is no such kind, or a share can't be.</exception>
    public ConversationSource(CorpusOptions options)
    {
        Check(options);
        (_seed, _split) = (options.Seed, Split.Train);
        (_englishShare, _plainShare) = (options.EnglishShare, options.PlainShare);
        _shares = [.. Tasks.Select(task => task.Share * options.Kinds.GetValueOrDefault(task.Kind, 1))];
    }

    /// <summary>The kinds of conversations.</summary>
    public static IReadOnlyList<string> Kinds { get; } = [.. Tasks.Select(task => task.Kind)];

    private static string KindList => string.Join(", ", Kinds);

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
            throw new ArgumentException($"There is no kind '{kind}'; there are {KindList}.", nameof(kind));
        }

        for (var round = 0; ; round++)
        {
            var draw = new Draw(Drawing.Draw.SeedOf(_seed, (int)_split, number, attempt, round));
            var spoken = language ?? (draw.Chance(1 - _englishShare) ? Language.Japanese : Language.English);
            var task = kind is null
                ? Tasks[draw.PickWeighted(_shares)]
                : Tasks.First(task => task.Kind == kind);
            var conversation = task.Draw(new Scene(draw, _split, spoken, _lexicon) { PlainShare = _plainShare });

            // Two harmless words side by side can spell one of the scenario's.
            if (!conversation.Texts.Any(text => ScenarioWords.AreIn(text)))
            {
                return conversation;
            }
        }
    }

    private static void Check(CorpusOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        foreach (var (kind, times) in options.Kinds)
        {
            Require(Kinds.Contains(kind), $"'corpus.kinds' has '{kind}'; there are {KindList}.");
            Require(times >= 0 && double.IsFinite(times), $"'corpus.kinds.{kind}' is {times}; give 0 or more.");
        }

        Require(
            Kinds.Any(kind => options.Kinds.GetValueOrDefault(kind, 1) > 0),
            "'corpus.kinds' leaves no kind of conversation; give one of them more than 0.");
        RequireShare(options.EnglishShare, "englishShare");
        RequireShare(options.PlainShare, "plainShare");
    }

    private static void RequireShare(double share, string name) =>
        Require(share is >= 0 and <= 1, $"'corpus.{name}' is {share}; give a number from 0 to 1.");

    private static void Require(bool condition, string message)
    {
        if (!condition)
        {
            throw new TrainingException(message);
        }
    }
}
