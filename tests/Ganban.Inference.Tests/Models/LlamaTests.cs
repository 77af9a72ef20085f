using Ganban.Inference.ModelFiles;
using Ganban.Inference.Models;

namespace Ganban.Inference.Tests.Models;

public sealed class LlamaTests(TinyLlama tiny) : IClassFixture<TinyLlama>
{
    public static TheoryData<TensorType, double> ErrorBounds => new()
    {
        // Bound on the error relative to the logits, root mean square of both.
        // The weights are F16 numbers, so that F16 and F32 files hold the same and differ from PyTorch by rounding
        // alone.
        { TensorType.F32, 1e-6 },
        { TensorType.F16, 1e-6 },

        // Rounding to 127 steps either way leaves each product's factors off by 1 / (127·√12) of their block's largest
        // number, about 2.5 times its typical one: 0.8 % for both together. The fifteen products of two layers and the
        // output add up as a random walk to 3 %, and softmax amplifies some of them.
        { TensorType.Q8_0, 0.05 },
    };

    [Theory]
    [MemberData(nameof(ErrorBounds))]
    public void Logits_are_those_of_PyTorch(TensorType type, double bound)
    {
        using var model = tiny.Open(type);
        foreach (var expected in TinyLlama.Cases)
        {
            var logits = new float[model.VocabularySize];
            model.Forward(expected.Prompt, model.CreateSequence(model.ContextLength), logits);
            var error = Math.Sqrt(logits.Zip(expected.Logits, (a, b) => (a - b) * (a - b)).Sum());
            Assert.InRange(error / Math.Sqrt(expected.Logits.Sum(logit => logit * logit)), 0, bound);
            if (type is not TensorType.Q8_0)
            {
                Assert.InRange(logits.Zip(expected.Logits, (a, b) => Math.Abs(a - b)).Max(), 0, 1e-4);
            }
        }
    }

    [Theory]
    [InlineData(TensorType.F32)]
    [InlineData(TensorType.F16)]
    [InlineData(TensorType.Q8_0)]
    public void Greedy_tokens_are_those_of_PyTorch(TensorType type)
    {
        using var model = tiny.Open(type);
        foreach (var expected in TinyLlama.Cases)
        {
            var cache = model.CreateSequence(model.ContextLength);
            var logits = new float[model.VocabularySize];
            model.Forward(expected.Prompt, cache, logits);
            foreach (var token in expected.Greedy)
            {
                var best = Array.IndexOf(logits, logits.Max());
                Assert.Equal(token, best);
                model.Forward([best], cache, logits);
            }
        }
    }

    [Theory]
    [InlineData(TensorType.F32)]
    [InlineData(TensorType.Q8_0)]
    public void Logits_do_not_depend_on_how_the_prompt_is_cut_nor_on_threads(TensorType type)
    {
        var prompt = TinyLlama.Cases[^1].Prompt;
        using var one = tiny.Open(type, threads: 1);
        using var three = tiny.Open(type, threads: 3);
        var whole = new float[prompt.Length * one.VocabularySize];
        one.Forward(prompt, one.CreateSequence(prompt.Length), whole);
        foreach (var size in new[] { 1, 5, 70 })
        {
            var cache = three.CreateSequence(prompt.Length);
            var parts = new float[whole.Length];
            for (var start = 0; start < prompt.Length; start += size)
            {
                var end = Math.Min(start + size, prompt.Length);
                three.Forward(prompt.AsSpan(start..end), cache, parts.AsSpan((start * 300)..(end * 300)));
            }

            Assert.Equal(whole, parts);
        }
    }

    [Fact]
    public void A_truncated_cache_goes_on_as_if_the_rest_had_never_been()
    {
        using var model = tiny.Open();
        var (direct, detour) = (new float[300], new float[300]);
        model.Forward([5, 6, 7, 8], model.CreateSequence(9), direct);
        var cache = model.CreateSequence(9);
        model.Forward([5, 6, 90, 91, 92], cache, []);
        cache.Truncate(2);
        model.Forward([7, 8], cache, detour);
        Assert.Equal(direct, detour);
    }

    [Fact]
    public void Tokens_beyond_the_cache_or_the_vocabulary_are_refused()
    {
        using var model = tiny.Open();
        Assert.Throws<InvalidOperationException>(() => model.Forward([1, 2, 3], model.CreateSequence(2), []));
        Assert.Throws<ArgumentOutOfRangeException>(() => model.Forward([300], model.CreateSequence(2), []));
        Assert.Throws<ArgumentOutOfRangeException>(() => model.Forward([-1], model.CreateSequence(2), []));
        Assert.Throws<ArgumentOutOfRangeException>(() => model.CreateSequence(model.ContextLength + 1));
    }

    [Fact]
    public void A_closed_model_refuses_work()
    {
        var model = tiny.Open();
        var cache = model.CreateSequence(10);
        model.Dispose();
        Assert.Throws<ObjectDisposedException>(() => model.Forward([1], cache, []));
    }

    [Fact]
    public async Task Closing_a_model_under_running_work_neither_crashes_nor_changes_results()
    {
        var model = tiny.Open();
        var prompt = TinyLlama.Cases[^1].Prompt;
        using var started = new SemaphoreSlim(0);
        var works = Enumerable.Range(0, 3).Select(_ => Task.Run(() =>
        {
            var logits = new float[300];
            for (var round = 0; ; round++)
            {
                try
                {
                    // Its blocks go back, or the rounds of two callers use the cache up before the third begins.
                    using var sequence = model.CreateSequence(96);
                    model.Forward(prompt, sequence, logits);
                }
                catch (ObjectDisposedException) when (round > 0)
                {
                    return;
                }
                finally
                {
                    if (round == 0)
                    {
                        started.Release();
                    }
                }

                Assert.InRange(logits.Zip(TinyLlama.Cases[^1].Logits, (a, b) => Math.Abs(a - b)).Max(), 0, 1e-4);
            }
        })).ToArray();
        foreach (var _ in works)
        {
            await started.WaitAsync();
        }

        model.Dispose();
        await Task.WhenAll(works);
    }

    [Fact]
    public void The_file_says_what_the_model_is()
    {
        using var model = tiny.Open(TensorType.Q8_0);
        Assert.Equal("tiny-llama", model.Name);
        Assert.Equal(96, model.ContextLength);
        Assert.Equal(300, model.VocabularySize);
        Assert.Null(model.ChatTemplate);
    }

    [Fact]
    public void A_smaller_context_window_can_be_asked_for()
    {
        var options = new LanguageModelOptions { ContextLength = 20 };
        using var model = LanguageModel.Open(tiny.PathOf(TensorType.F32), options);
        Assert.Equal(20, model.ContextLength);
    }
}
