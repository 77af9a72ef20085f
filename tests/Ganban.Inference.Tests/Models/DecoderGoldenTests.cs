using Ganban.Inference.ModelFiles;
using Ganban.Inference.Models;
using Ganban.TinyModels;

namespace Ganban.Inference.Tests.Models;

/// <summary>Our logits and greedy tokens against llama.cpp's: Goldens/README.md.</summary>
public sealed class DecoderGoldenTests : IDisposable
{
    // Models that the engine can't run yet. One that agrees must leave the list: the test says so.
    private static readonly HashSet<string> NotYet = [];

    // Both sides compute in F32, in another order; each product loses 2⁻²⁴, and softmax amplifies it. Angles of
    // rotation differ more with each position, since llama.cpp multiplies them up from pair to pair.
    private const double ErrorMax = 2e-5;

    // With weights in fewer bits than F32, an engine also rounds what it multiplies with them: to F16, to BF16 or to
    // blocks of 8 bits. There is no one right way, but a right answer: the same weights as F32 numbers. llama.cpp's own
    // distance from it is what this rounding costs; ours may cost half as much again.
    private const double RoundingRatioMax = 1.5;

    // Where a prompt is cut in two, in the middle of a sliding window.
    private const int Cut = 11;

    private readonly string _path = Path.Combine(Path.GetTempPath(), $"ganban-{Guid.NewGuid():N}.gguf");

    public static TheoryData<string> Models => [.. TinyModel.Decoders.Select(model => model.Name)];

    [Theory]
    [MemberData(nameof(Models))]
    public void Logits_and_greedy_tokens_are_those_of_llama_cpp(string name)
    {
        var facts = GoldenFacts.Of(name);
        Assert.Equal(facts.Sha256, TinyModel.Find(name)!.Write(_path));
        var difference = FirstDifference(facts);
        if (NotYet.Contains(name))
        {
            Assert.True(difference is not null, $"'{name}' agrees now; take it off the list NotYet.");
        }
        else
        {
            Assert.True(difference is null, $"{name}: {difference}");
        }
    }

    public void Dispose() => File.Delete(_path);

    private string? FirstDifference(GoldenFacts facts)
    {
        try
        {
            return facts.Cases.Select(FirstDifference).FirstOrDefault(difference => difference is not null);
        }
        catch (ModelFileException refusal)
        {
            return refusal.Message;
        }
    }

    private string? FirstDifference(GoldenFacts.Case expected)
    {
        using var model = LanguageModel.Open(_path, new LanguageModelOptions
        {
            Threads = 2,
            ContextLength = expected.Context,
            KvFormat = KvFormat.F32,
        });
        return FirstDifferenceOfPrompt(model, expected) ?? FirstDifferenceOfGreedy(model, expected);
    }

    private static string? FirstDifferenceOfPrompt(LanguageModel model, GoldenFacts.Case expected)
    {
        var sequence = Start(model, expected);
        Continue(model, sequence, expected.Prompt[..Cut]);
        var logits = Continue(model, sequence, expected.Prompt[Cut..]);
        return FirstDifference("after a prompt in two parts", logits, expected);
    }

    private static string? FirstDifferenceOfGreedy(LanguageModel model, GoldenFacts.Case expected)
    {
        var sequence = Start(model, expected);
        var logits = Continue(model, sequence, expected.Prompt);
        if (FirstDifference("after the prompt", logits, expected) is { } difference)
        {
            return difference;
        }

        for (var place = 0; place < expected.Greedy.Length; place++)
        {
            var token = Array.IndexOf(logits, logits.Max());
            if (token != expected.Greedy[place])
            {
                return $"Greedy token {place} is {token} instead of {expected.Greedy[place]}.";
            }

            logits = Continue(model, sequence, [token]);
        }

        return expected.Last is { } last && RelativeError(logits, last) is var error && error > ErrorMax
            ? $"The logits after the last greedy token are off by {error:E2}."
            : null;
    }

    private static string? FirstDifference(string place, float[] logits, GoldenFacts.Case expected)
    {
        var error = RelativeError(logits, expected.Exact ?? expected.Logits);
        var max = expected.Exact is { } exact ? RoundingRatioMax * RelativeError(expected.Logits, exact) : ErrorMax;
        return error <= max ? null : $"The logits {place} are off by {error:E2}; {max:E2} is allowed.";
    }

    /// <summary>The difference relative to what is expected, root mean square of both.</summary>
    private static double RelativeError(float[] actual, float[] expected)
    {
        var difference = actual.Zip(expected, (a, b) => ((double)a - b) * ((double)a - b)).Sum();
        return Math.Sqrt(difference / expected.Sum(logit => (double)logit * logit));
    }

    private static KvSequence Start(LanguageModel model, GoldenFacts.Case expected) =>
        model.CreateSequence(expected.Prompt.Length + expected.Greedy.Length);

    private static float[] Continue(LanguageModel model, KvSequence sequence, int[] tokens)
    {
        var logits = new float[model.VocabularySize];
        model.Forward(tokens, sequence, logits);
        return logits;
    }
}
