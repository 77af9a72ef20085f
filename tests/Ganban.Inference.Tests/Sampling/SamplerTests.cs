using Ganban.Inference.Sampling;

namespace Ganban.Inference.Tests.Sampling;

public class SamplerTests
{
    private static readonly float[] Logits = [1, 3, 2, float.NegativeInfinity, 2.5f, -1];

    [Fact]
    public void Temperature_zero_takes_the_most_likely_token_and_the_lowest_id_among_equals()
    {
        Assert.Equal(1, Next(new SamplingOptions { Temperature = 0 }, Logits));
        Assert.Equal(1, Next(new SamplingOptions { Temperature = 0 }, [0, 5, 5, 1]));
    }

    [Fact]
    public void Tokens_are_drawn_as_often_as_their_probability_says()
    {
        // 20,000 draws: the share of a token with probability p deviates by √(p(1 − p) / 20,000) ≤ 0.0036; four times
        // that.
        var probabilities = Softmax(Logits, temperature: 0.7);
        var shares = Shares(new SamplingOptions { Temperature = 0.7f });
        for (var token = 0; token < Logits.Length; token++)
        {
            Assert.Equal(probabilities[token], shares[token], 0.0144);
        }
    }

    [Fact]
    public void Top_k_leaves_the_k_most_likely() =>
        Assert.Equal([1, 4], Drawn(new SamplingOptions { TopK = 2 }));

    [Fact]
    public void Top_p_leaves_the_fewest_that_reach_the_sum()
    {
        // Probabilities: 1 → .43, 4 → .26, 2 → .16, 0 → .06, 5 → .01 of those that are left.
        Assert.Equal([1], Drawn(new SamplingOptions { TopP = 0.4f }));
        Assert.Equal([1, 4], Drawn(new SamplingOptions { TopP = 0.6f }));
        Assert.Equal([1, 2, 4], Drawn(new SamplingOptions { TopP = 0.85f }));
        Assert.Equal([1], Drawn(new SamplingOptions { TopP = 0 }));
    }

    [Fact]
    public void Min_p_leaves_what_is_likely_enough_beside_the_best()
    {
        // e^(2.5 − 3) = .61 and e^(2 − 3) = .37 of the best one's probability.
        Assert.Equal([1, 4], Drawn(new SamplingOptions { MinP = 0.5f }));
        Assert.Equal([1], Drawn(new SamplingOptions { MinP = 1 }));
    }

    [Fact]
    public void A_filter_that_cuts_nothing_changes_nothing()
    {
        var plain = Sequence(new SamplingOptions { Seed = 3 });
        Assert.Equal(plain, Sequence(new SamplingOptions { Seed = 3, TopK = 6, TopP = 1, MinP = 0 }));
    }

    [Fact]
    public void A_seed_gives_the_same_tokens_again_and_another_seed_others()
    {
        Assert.Equal(Sequence(new SamplingOptions { Seed = 1 }), Sequence(new SamplingOptions { Seed = 1 }));
        Assert.NotEqual(Sequence(new SamplingOptions { Seed = 1 }), Sequence(new SamplingOptions { Seed = 2 }));
        Assert.NotEqual(Sequence(new SamplingOptions()), Sequence(new SamplingOptions()));
    }

    [Fact]
    public void The_random_numbers_are_those_of_the_publication() // the reference values for seed 1234567
    {
        var random = new SplitMix64(1234567);
        Assert.Equal(
            [6457827717110365317, 3203168211198807973, 9817491932198370423],
            new[] { random.Next(), random.Next(), random.Next() });
    }

    [Fact]
    public void The_repetition_penalty_counts_prompt_and_completion()
    {
        var options = new SamplingOptions { Temperature = 0, RepetitionPenalty = 2 };
        var sampler = new Sampler(options, [1]);
        Assert.Equal(4, sampler.Next(Logits.ToArray()));
        Assert.Equal(2, sampler.Next(Logits.ToArray()));

        // A negative logit moves away from zero, so that it too becomes less likely.
        Assert.Equal(0, new Sampler(options, [1]).Next([-3, -2]));
        Assert.Equal(1, new Sampler(options, [1]).Next([-5, -2]));
    }

    [Fact]
    public void Frequency_and_presence_penalties_count_the_completion_alone()
    {
        var frequency = new Sampler(new SamplingOptions { Temperature = 0, FrequencyPenalty = 0.4f }, [1, 1, 1]);
        Assert.Equal([1, 1, 4, 1], Enumerable.Range(0, 4).Select(_ => frequency.Next(Logits.ToArray())));
        var presence = new Sampler(new SamplingOptions { Temperature = 0, PresencePenalty = 0.6f }, [1, 1, 1]);
        Assert.Equal([1, 4, 1, 1], Enumerable.Range(0, 4).Select(_ => presence.Next(Logits.ToArray())));
    }

    [Fact]
    public void A_token_that_is_ruled_out_is_never_drawn() =>
        Assert.DoesNotContain(3, Drawn(new SamplingOptions { Temperature = 100 }));

    [Fact]
    public void Logits_without_any_choice_are_an_error_and_not_a_token()
    {
        var greedy = new SamplingOptions { Temperature = 0 };
        Assert.Throws<InvalidOperationException>(() => Next(new(), [float.NegativeInfinity, float.NaN]));
        Assert.Throws<InvalidOperationException>(() => Next(greedy, [float.NaN, float.NaN]));
        Assert.Equal(1, Next(greedy, [float.NaN, -9]));
    }

    [Fact]
    public void Options_outside_their_range_are_refused_by_name()
    {
        AssertRefused(new SamplingOptions { Temperature = -1 }, nameof(SamplingOptions.Temperature));
        AssertRefused(new SamplingOptions { Temperature = float.NaN }, nameof(SamplingOptions.Temperature));
        AssertRefused(new SamplingOptions { TopP = 1.5f }, nameof(SamplingOptions.TopP));
        AssertRefused(new SamplingOptions { MinP = -0.1f }, nameof(SamplingOptions.MinP));
        AssertRefused(new SamplingOptions { TopK = -1 }, nameof(SamplingOptions.TopK));
        AssertRefused(new SamplingOptions { RepetitionPenalty = 0 }, nameof(SamplingOptions.RepetitionPenalty));

        static void AssertRefused(SamplingOptions options, string name) =>
            Assert.Equal(name, Assert.Throws<ArgumentOutOfRangeException>(() => new Sampler(options, [])).ParamName);
    }

    [Fact]
    public void The_most_likely_token_is_found_wherever_it_stands()
    {
        var random = new Random(5);
        for (var length = 1; length < 70; length++)
        {
            var logits = Enumerable.Range(0, length).Select(_ => (float)random.Next(-4, 4)).ToArray();
            Assert.Equal(Array.IndexOf(logits, logits.Max()), Next(new SamplingOptions { Temperature = 0 }, logits));
        }

        var many = new float[152_000];
        many[151_999] = many[100_003] = 1;
        Assert.Equal(100_003, Next(new SamplingOptions { Temperature = 0 }, many));
    }

    [Theory]
    [InlineData(1, 0, 0.9f, 0)]
    [InlineData(0.7f, 40, 0.9f, 0)]
    [InlineData(0.7f, 40, 1, 0.05f)]
    [InlineData(2, 0, 0.999f, 0.001f)]
    [InlineData(0.1f, 0, 0.5f, 0)]
    [InlineData(1, 5000, 0.3f, 0)]
    [InlineData(1, 0, 1, 0.02f)]
    public void Exactly_the_tokens_that_the_definition_keeps_are_drawn(
        float temperature, int topK, float topP, float minP)
    {
        var random = new Random(17);
        var options = new SamplingOptions
        {
            Temperature = temperature,
            TopK = topK,
            TopP = topP,
            MinP = minP,
            Seed = 9,
        };
        for (var round = 0; round < 3; round++)
        {
            // Rounded, so that many are equal.
            var logits = Enumerable.Range(0, 1001)
                .Select(i => i % 97 == 0 ? float.NegativeInfinity : MathF.Round(random.NextSingle() * 80) / 10)
                .ToArray();
            var kept = Kept(logits, options);

            var sampler = new Sampler(options, []);
            var drawn = Enumerable.Range(0, 10 * kept.Count).Select(_ => sampler.Next(logits.ToArray())).ToHashSet();

            Assert.Subset(kept, drawn);
            Assert.True(drawn.Count > 0.4 * kept.Count, $"{drawn.Count} of {kept.Count}");
        }
    }

    [Theory]
    [InlineData(0, 0, 1, 0)]
    [InlineData(0.7f, 40, 0.9f, 0)]
    [InlineData(0.7f, 0, 0.9f, 0.01f)]
    [InlineData(1, 0, 1, 0)]
    public void Choosing_allocates_nothing(float temperature, int topK, float topP, float minP)
    {
        var random = new Random(3);
        var logits = Enumerable.Range(0, 20_000).Select(_ => random.NextSingle() * 9).ToArray();
        var sampler = new Sampler(
            new SamplingOptions { Temperature = temperature, TopK = topK, TopP = topP, MinP = minP, Seed = 1 }, []);
        sampler.Next(logits);
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < 20; i++)
        {
            sampler.Next(logits);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static int Next(SamplingOptions options, float[] logits) => new Sampler(options, []).Next(logits.ToArray());

    private static List<int> Sequence(SamplingOptions options)
    {
        var sampler = new Sampler(options, []);
        return [.. Enumerable.Range(0, 60).Select(_ => sampler.Next(Logits.ToArray()))];
    }

    private static double[] Shares(SamplingOptions options)
    {
        const int Draws = 20_000;
        var sampler = new Sampler(options with { Seed = 42 }, []);
        var shares = new double[Logits.Length];
        for (var draw = 0; draw < Draws; draw++)
        {
            shares[sampler.Next(Logits.ToArray())] += 1.0 / Draws;
        }

        return shares;
    }

    /// <summary>The tokens that are kept by the definition of each filter, in the order they apply.</summary>
    private static HashSet<int> Kept(float[] logits, SamplingOptions options)
    {
        var best = logits.Max();
        var candidates = logits.Select((logit, token) => (Token: token, Logit: logit))
            .Where(c => float.IsFinite(c.Logit))
            .Select(c => (c.Token, Weight: Math.Exp((c.Logit - (double)best) / options.Temperature)))
            .OrderByDescending(c => c.Weight).ThenBy(c => c.Token).ToList();
        if (options.TopK > 0)
        {
            candidates = [.. candidates.Take(options.TopK)];
        }

        var target = options.TopP * candidates.Sum(c => c.Weight);
        var sum = 0d;
        var nucleus = new HashSet<int>();
        foreach (var (token, weight) in candidates)
        {
            if (nucleus.Count > 0 && ((options.TopP < 1 && sum >= target) || weight < options.MinP))
            {
                break;
            }

            sum += weight;
            nucleus.Add(token);
        }

        return nucleus;
    }

    private static IEnumerable<int> Drawn(SamplingOptions options) =>
        Shares(options).Index().Where(share => share.Item > 0).Select(share => share.Index);

    private static double[] Softmax(float[] logits, double temperature)
    {
        var weights = logits.Select(logit => Math.Exp(logit / temperature)).ToArray();
        return [.. weights.Select(weight => weight / weights.Sum())];
    }
}
