using Ganban.Inference.Generation;
using Ganban.Inference.ModelFiles;
using Ganban.Inference.Models;

namespace Ganban.Inference.Tests.Serving;

public sealed class PrefixCacheTests : IClassFixture<TinyLlama>, IDisposable
{
    private readonly TinyLlama _tiny;
    private readonly LanguageModel _model;

    public PrefixCacheTests(TinyLlama tiny)
    {
        _tiny = tiny;
        _model = tiny.Open();
    }

    public void Dispose() => _model.Dispose();

    [Fact]
    public void A_prompt_that_begins_like_an_earlier_one_reads_whole_blocks_and_gives_the_same_text()
    {
        using var run = new StepRun(_model);
        Finish(run, StepRun.Greedy(StepRun.Prompt(80), 5));
        int[] prompt = [.. StepRun.Prompt(70), 33, 34, 35];
        var (tokens, usage) = Finish(run, StepRun.Greedy(prompt, 10));
        Assert.Equal(64, usage.CacheReadTokens);
        Assert.Equal(73, usage.PromptTokens);
        Assert.Equal(StepRun.Alone(_model, StepRun.Greedy(prompt, 10)), tokens);
    }

    [Fact]
    public void Logits_after_a_prefix_from_the_cache_are_those_of_a_cold_run_to_the_last_bit()
    {
        using var run = new StepRun(_model);
        var request = StepRun.Greedy(StepRun.Prompt(64), 9) with { TokenDetails = true };
        var cold = Details();
        Assert.Equal(cold, Details());

        List<TokenDetail> Details()
        {
            var stream = run.Enter(request);
            run.ToEnd();
            return [.. StepRun.Pieces(stream).SelectMany(piece => piece.Tokens)];
        }
    }

    [Fact]
    public void One_token_at_least_is_computed()
    {
        using var run = new StepRun(_model);
        Finish(run, StepRun.Greedy(StepRun.Prompt(64), 5));
        var (_, usage) = Finish(run, StepRun.Greedy(StepRun.Prompt(64), 5));
        Assert.Equal(32, usage.CacheReadTokens);
    }

    [Fact]
    public void What_a_prompt_adds_to_the_cache_is_counted_once_and_known_from_the_first_piece()
    {
        using var run = new StepRun(_model);
        var stream = run.Enter(StepRun.Greedy(StepRun.Prompt(40), 40));
        run.ToEnd();
        var pieces = StepRun.Pieces(stream);
        Assert.Equal((0, 32), (pieces[0].CacheReadTokens, pieces[0].CacheWriteTokens));
        Assert.Equal((0, 32), (pieces[^1].Usage!.CacheReadTokens, pieces[^1].Usage!.CacheWriteTokens));

        var (_, longer) = Finish(run, StepRun.Greedy([.. StepRun.Prompt(36), .. StepRun.Prompt(30, 5)], 1));
        Assert.Equal((32, 32), (longer.CacheReadTokens, longer.CacheWriteTokens));
        var (_, again) = Finish(run, StepRun.Greedy([.. StepRun.Prompt(36), .. StepRun.Prompt(30, 5)], 1));
        Assert.Equal((64, 0), (again.CacheReadTokens, again.CacheWriteTokens));
    }

    [Fact]
    public void An_answer_is_a_prefix_of_the_conversations_next_turn()
    {
        using var run = new StepRun(_model);
        var (answer, _) = Finish(run, StepRun.Greedy(StepRun.Prompt(20), 50));
        var (_, usage) = Finish(run, StepRun.Greedy([.. StepRun.Prompt(20), .. answer, 40], 2));
        Assert.Equal(64, usage.CacheReadTokens);
    }

    [Fact]
    public void Nobody_meets_the_prefixes_of_another_caller()
    {
        using var run = new StepRun(_model);
        Finish(run, StepRun.Greedy(StepRun.Prompt(80), 2, "a"));
        Assert.Equal(0, Finish(run, StepRun.Greedy(StepRun.Prompt(80), 2, "b")).Usage.CacheReadTokens);
        Assert.Equal(0, Finish(run, StepRun.Greedy(StepRun.Prompt(80), 2)).Usage.CacheReadTokens);
        Assert.Equal(64, Finish(run, StepRun.Greedy(StepRun.Prompt(80), 2, "a")).Usage.CacheReadTokens);
    }

    [Fact]
    public void A_prompt_that_is_still_being_answered_is_shared_already()
    {
        using var run = new StepRun(_model);
        var first = run.Enter(StepRun.Greedy(StepRun.Prompt(64), 20));
        run.Steps(1);
        var before = _model.Cache.FreeBlocks;
        var second = run.Enter(StepRun.Greedy([.. StepRun.Prompt(64), 50], 20));
        run.Steps(1);

        // The first grows by the block of its first answer token, the second has one of its own and shares two.
        Assert.Equal(before - 2, _model.Cache.FreeBlocks);
        run.ToEnd();
        Assert.Equal(StepRun.Alone(_model, first.Request), StepRun.Read(first));
        Assert.Equal(StepRun.Alone(_model, second.Request), StepRun.Read(second));
    }

    [Fact]
    public void Prefixes_are_given_up_least_recently_used_first_when_memory_is_wanted()
    {
        using var model = WithBlocks(6);
        using var run = new StepRun(model, new TextGeneratorOptions { PrefixCacheShare = 1 });
        Finish(run, StepRun.Greedy(StepRun.Prompt(66, 1), 2));
        Finish(run, StepRun.Greedy(StepRun.Prompt(66, 2), 2));
        Assert.Equal(4, run.Counts.PrefixBlocks);
        Assert.Equal(64, Finish(run, StepRun.Greedy(StepRun.Prompt(66, 1), 2)).Usage.CacheReadTokens);
        Finish(run, StepRun.Greedy(StepRun.Prompt(90, 3), 2));
        Assert.True(run.Counts.Evictions > 0);
        Assert.Equal(64, Finish(run, StepRun.Greedy(StepRun.Prompt(66, 1), 2)).Usage.CacheReadTokens);
        Assert.True(Finish(run, StepRun.Greedy(StepRun.Prompt(66, 2), 2)).Usage.CacheReadTokens < 64);
        run.Scheduler.Close();
        Assert.Equal(6, model.Cache.FreeBlocks);
    }

    [Fact]
    public void Prefixes_keep_within_their_share()
    {
        using var model = WithBlocks(9);
        using var run = new StepRun(model, new TextGeneratorOptions { PrefixCacheShare = 0.34 });
        for (var seed = 0; seed < 9; seed++)
        {
            Finish(run, StepRun.Greedy(StepRun.Prompt(66, seed), 2, $"caller {seed % 4}"));
            Assert.InRange(run.Counts.PrefixBlocks, 1, 3);
        }

        Assert.Equal(9 - run.Counts.PrefixBlocks, model.Cache.FreeBlocks);
    }

    [Fact]
    public void Prompt_details_come_whole_although_the_prompt_is_known()
    {
        using var run = new StepRun(_model);
        var request = StepRun.Greedy(StepRun.Prompt(80), 2) with { PromptTokenDetails = true };
        var cold = Details();
        Assert.Equal(80, cold.Count);
        Assert.Equal(cold, Details());

        IReadOnlyList<TokenDetail> Details()
        {
            var stream = run.Enter(request);
            run.ToEnd();
            return StepRun.Pieces(stream)[0].PromptTokens!;
        }
    }

    private LanguageModel WithBlocks(int blocks) => LanguageModel.Open(
        _tiny.PathOf(TensorType.F32),
        new LanguageModelOptions
        {
            Threads = 1, KvFormat = KvFormat.F32, KvBytesMax = blocks * _model.Cache.BlockBytes,
        });

    private static (List<int> Tokens, GenerationUsage Usage) Finish(StepRun run, GenerationRequest request)
    {
        var stream = run.Enter(request);
        run.ToEnd();
        var pieces = StepRun.Pieces(stream);
        return ([.. pieces.SelectMany(piece => piece.Tokens).Select(token => token.Id)], pieces[^1].Usage!);
    }
}
