using Ganban.Inference.Generation;
using Ganban.Inference.ModelFiles;
using Ganban.Inference.Models;

namespace Ganban.Inference.Tests.Serving;

public sealed class SchedulerTests : IClassFixture<TinyLlama>, IDisposable
{
    private readonly TinyLlama _tiny;
    private readonly LanguageModel _model;

    public SchedulerTests(TinyLlama tiny)
    {
        _tiny = tiny;
        _model = tiny.Open();
    }

    public void Dispose() => _model.Dispose();

    [Fact]
    public void Streams_that_run_together_share_each_forward_pass()
    {
        using var run = new StepRun(_model);
        var streams = Enumerable.Range(0, 8).Select(i => run.Enter(StepRun.Greedy(StepRun.Prompt(4, i), 10))).ToList();

        // One pass for all prompts, which also gives the first tokens; then one for each of the other nine.
        Assert.Equal(10, run.ToEnd());
        Assert.All(streams, stream => Assert.Equal(10, StepRun.Read(stream).Count));
    }

    [Fact]
    public void A_greedy_text_is_the_same_alone_and_among_twenty_others()
    {
        var requests = Enumerable.Range(0, 21)
            .Select(i => StepRun.Greedy(StepRun.Prompt(3 + (3 * i), i), 20 + (i % 5))).ToList();
        var alone = requests.ConvertAll(request => StepRun.Alone(_model, request));
        using var run = new StepRun(_model, new TextGeneratorOptions { MaxConcurrent = 7, PrefillChunk = 10 });
        var streams = requests.ConvertAll(run.Enter);
        run.ToEnd();
        Assert.Equal(alone, streams.ConvertAll(StepRun.Read));
    }

    [Fact]
    public void A_long_prompt_does_not_keep_running_streams_from_their_next_tokens()
    {
        using var run = new StepRun(_model, new TextGeneratorOptions { PrefillChunkBesideStreams = 8 });
        var running = run.Enter(StepRun.Greedy(StepRun.Prompt(4), 50));
        run.Steps(1);
        StepRun.Read(running);
        var late = run.Enter(StepRun.Greedy(StepRun.Prompt(80, 1), 2));
        for (var step = 0; step < 10; step++)
        {
            Assert.Empty(StepRun.Read(late));
            run.Steps(1);
            Assert.Single(StepRun.Read(running));
        }

        Assert.Single(StepRun.Read(late));
    }

    [Fact]
    public void It_can_be_seen_how_far_a_long_prompt_is()
    {
        using var run = new StepRun(_model, new TextGeneratorOptions { PrefillChunk = 8 });
        var stream = run.Enter(StepRun.Greedy(StepRun.Prompt(90), 2));
        run.Steps(2);
        Assert.Equal((74, 16), (run.Counts.PendingTokens, run.Counts.PromptTokens));
        run.ToEnd();
        Assert.Equal(2, StepRun.Read(stream).Count);
        Assert.Equal(0, run.Counts.PendingTokens);
    }

    [Fact]
    public void A_short_prompt_of_another_caller_passes_a_long_one()
    {
        using var run = new StepRun(_model, new TextGeneratorOptions { PrefillChunk = 8 });
        var longer = run.Enter(StepRun.Greedy(StepRun.Prompt(90), 1, "a"));
        run.Steps(2);
        var shorter = run.Enter(StepRun.Greedy(StepRun.Prompt(8, 1), 1, "b"));
        run.Steps(2);
        Assert.Single(StepRun.Read(shorter));
        Assert.Empty(StepRun.Read(longer));
    }

    [Fact]
    public void A_caller_with_a_hundred_requests_does_not_starve_another()
    {
        using var run = new StepRun(_model, new TextGeneratorOptions { MaxConcurrent = 2 });
        var many = Enumerable.Range(0, 100)
            .Select(i => run.Enter(StepRun.Greedy(StepRun.Prompt(4, i), 5, "many"))).ToList();
        run.Steps(1);
        var few = Enumerable.Range(0, 4)
            .Select(i => run.Enter(StepRun.Greedy(StepRun.Prompt(4, i), 5, "few"))).ToList();

        // The two that run come to their end in four steps; then the other caller gets half of what there is.
        run.Steps(4 + (4 * 5));
        Assert.All(few, stream => Assert.Equal(5, StepRun.Read(stream).Count));
        Assert.InRange(many.Count(stream => stream.Order > 0), 2, 8);
        run.ToEnd();
        Assert.All(many, stream => Assert.Equal(5, StepRun.Read(stream).Count));
    }

    [Fact]
    public void A_caller_that_pauses_saves_up_nothing()
    {
        using var run = new StepRun(_model, new TextGeneratorOptions { MaxConcurrent = 1 });
        run.Enter(StepRun.Greedy(StepRun.Prompt(4), 1, "rare"));
        run.ToEnd();
        var steady = Enumerable.Range(0, 40)
            .Select(i => run.Enter(StepRun.Greedy(StepRun.Prompt(4, i), 5, "steady"))).ToList();
        run.Steps(50);
        var rare = Enumerable.Range(0, 10)
            .Select(i => run.Enter(StepRun.Greedy(StepRun.Prompt(4, i), 5, "rare"))).ToList();
        var before = steady.Count(stream => stream.Order > 0);
        run.Steps(50);
        Assert.InRange(rare.Count(stream => stream.Order > 0), 4, 6);
        Assert.InRange(steady.Count(stream => stream.Order > 0) - before, 4, 6);
    }

    [Fact]
    public void A_reader_that_left_frees_its_place_and_its_memory_before_the_next_pass()
    {
        using var run = new StepRun(
            _model, new TextGeneratorOptions { MaxConcurrent = 1, PrefillChunk = 8, PrefixCacheShare = 0 });
        var decoding = run.Enter(StepRun.Greedy(StepRun.Prompt(4), 50));
        run.Steps(3);
        var prefilling = run.Enter(StepRun.Greedy(StepRun.Prompt(80, 1), 50));
        var waiting = run.Enter(StepRun.Greedy(StepRun.Prompt(4, 2), 2));
        var last = run.Enter(StepRun.Greedy(StepRun.Prompt(4, 3), 2));
        run.Scheduler.Leave(waiting, null);
        run.Scheduler.Leave(decoding, null);
        run.Steps(1);
        Assert.NotNull(prefilling.Sequence);
        run.Scheduler.Leave(prefilling, null);
        run.Steps(1);
        Assert.Single(StepRun.Read(last));
        run.ToEnd();
        Assert.Equal(0, waiting.Order);
        Assert.Equal(_model.Cache.Blocks, _model.Cache.FreeBlocks);
        Assert.Equal((0, 0), (run.Counts.Running, run.Counts.Waiting));
    }

    [Fact]
    public void A_reader_that_does_not_read_pauses_its_own_stream_only_and_gives_its_place_to_others()
    {
        using var run = new StepRun(_model, new TextGeneratorOptions { MaxConcurrent = 1, UnreadPieces = 3 });
        var request = StepRun.Greedy(StepRun.Prompt(4), 9);
        var slow = run.Enter(request);
        var other = run.Enter(StepRun.Greedy(StepRun.Prompt(4, 1), 3));
        run.ToEnd();
        Assert.Equal(3, StepRun.Read(other).Count);
        var read = new List<int>();
        for (var round = 0; round < 3; round++)
        {
            Assert.Equal(3, slow.Pieces.Count);
            read.AddRange(StepRun.Read(slow));
            run.ToEnd();
        }

        Assert.Equal(StepRun.Alone(_model, request), read);
    }

    [Fact]
    public void A_stream_that_waits_for_its_reader_gives_its_memory_to_others()
    {
        using var model = WithBlocks(2);
        var request = StepRun.Greedy(StepRun.Prompt(40), 9);
        var alone = StepRun.Alone(model, request);
        using var run = new StepRun(model, new TextGeneratorOptions { UnreadPieces = 3 });
        var slow = run.Enter(request);
        run.ToEnd();
        var other = run.Enter(StepRun.Greedy(StepRun.Prompt(40, 1), 3));
        run.ToEnd();
        Assert.Equal(3, StepRun.Read(other).Count);
        var read = new List<int>();
        for (var round = 0; round < 3; round++)
        {
            read.AddRange(StepRun.Read(slow));
            run.ToEnd();
        }

        Assert.Equal(alone, read);
    }

    [Fact]
    public void Memory_that_runs_out_makes_the_youngest_streams_wait_and_changes_no_text()
    {
        // Four blocks of 32 tokens; each of the four streams needs three in the end.
        using var model = WithBlocks(4);
        var requests = Enumerable.Range(0, 4).Select(i => StepRun.Greedy(StepRun.Prompt(20, i), 70)).ToList();
        var alone = requests.ConvertAll(request => StepRun.Alone(model, request));
        using var run = new StepRun(model, new TextGeneratorOptions { UnreadPieces = 100 });
        var streams = requests.ConvertAll(run.Enter);
        run.ToEnd();
        Assert.True(run.Counts.Preemptions > 0);
        Assert.Equal(alone, streams.ConvertAll(StepRun.Read));
        run.Scheduler.Close();
        Assert.Equal(4, model.Cache.FreeBlocks);
    }

    [Fact]
    public void The_memory_bounds_an_answer_like_the_context_window_does()
    {
        using var model = WithBlocks(2);
        using var run = new StepRun(model, new TextGeneratorOptions { UnreadPieces = 100 });
        var stream = run.Enter(StepRun.Greedy(StepRun.Prompt(60), 30));
        run.ToEnd();
        var pieces = StepRun.Pieces(stream);
        Assert.Equal(FinishReason.Length, pieces[^1].Finish);
        Assert.Equal(5, pieces[^1].Usage!.CompletionTokens);
    }

    [Fact]
    public async Task A_prompt_that_never_fits_in_the_memory_is_refused_with_what_to_change()
    {
        using var model = WithBlocks(2);
        using var generator = new TextGenerator(model, new TextGeneratorOptions());
        var refusal = Assert.Throws<PromptTooLongException>(
            () => generator.Generate(StepRun.Greedy(StepRun.Prompt(65), 1), default));
        Assert.Contains("KvBytesMax", refusal.Message, StringComparison.Ordinal);
        Assert.Single(await generator.Generate(StepRun.Greedy(StepRun.Prompt(64), 1), default).ToListAsync());
    }

    [Fact]
    public void A_constraint_that_fails_ends_its_own_request_only()
    {
        using var run = new StepRun(_model);
        var poisoned = run.Enter(StepRun.Greedy(StepRun.Prompt(4), 5) with { Constraint = new Poison() });
        var other = run.Enter(StepRun.Greedy(StepRun.Prompt(4, 1), 5));
        run.ToEnd();
        Assert.IsType<FormatException>(poisoned.Pieces.Completion.Exception?.InnerException);
        Assert.Equal(5, StepRun.Read(other).Count);
    }

    [Fact]
    public void A_forward_pass_that_fails_ends_the_requests_in_it_with_an_error_and_the_next_ones_are_tried()
    {
        using var model = _tiny.Open();
        using var run = new StepRun(model, new TextGeneratorOptions { MaxConcurrent = 1 });
        var first = run.Enter(StepRun.Greedy(StepRun.Prompt(4), 5));
        run.Steps(2);
        var second = run.Enter(StepRun.Greedy(StepRun.Prompt(4), 5));
        model.Dispose();
        run.ToEnd();
        Assert.Equal(2, StepRun.Read(first).Count);
        Assert.IsType<EngineFailedException>(first.Pieces.Completion.Exception?.InnerException);
        Assert.IsType<EngineFailedException>(second.Pieces.Completion.Exception?.InnerException);
        Assert.Equal(0, run.Counts.Running);
    }

    [Fact]
    public void A_callers_requests_beyond_its_share_of_the_queue_are_refused_while_others_may_wait()
    {
        using var run = new StepRun(
            _model, new TextGeneratorOptions { MaxConcurrent = 1, MaxWaiting = 4, MaxWaitingPerCaller = 2 });
        for (var count = 0; count < 3; count++)
        {
            run.Enter(StepRun.Greedy(StepRun.Prompt(4), 1, "a"));
        }

        var refusal = Assert.Throws<EngineBusyException>(() => run.Enter(StepRun.Greedy(StepRun.Prompt(4), 1, "a")));
        Assert.Contains("3 of them are this caller's", refusal.Message, StringComparison.Ordinal);
        run.Enter(StepRun.Greedy(StepRun.Prompt(4), 1, "b"));
        run.Enter(StepRun.Greedy(StepRun.Prompt(4), 1, "b"));
        refusal = Assert.Throws<EngineBusyException>(() => run.Enter(StepRun.Greedy(StepRun.Prompt(4), 1, "c")));
        Assert.Equal((1, 4), (refusal.Running, refusal.Waiting));
        run.ToEnd();
        run.Enter(StepRun.Greedy(StepRun.Prompt(4), 1, "c"));
    }

    [Fact]
    public void Prompts_that_wait_have_a_bound_of_tokens()
    {
        using var run = new StepRun(_model, new TextGeneratorOptions { MaxConcurrent = 1, MaxWaitingTokens = 50 });
        run.Enter(StepRun.Greedy(StepRun.Prompt(40), 1));
        run.Enter(StepRun.Greedy(StepRun.Prompt(40), 1));
        Assert.Throws<EngineBusyException>(() => run.Enter(StepRun.Greedy(StepRun.Prompt(40), 1)));
        run.ToEnd();
        run.Enter(StepRun.Greedy(StepRun.Prompt(40), 1));
    }

    [Fact]
    public void A_step_allocates_little_more_than_the_pieces_it_gives()
    {
        using var model = _tiny.Open(threads: 1);
        using var run = new StepRun(model);
        var streams = Enumerable.Range(0, 8)
            .Select(i => run.Enter(StepRun.Greedy(StepRun.Prompt(4, i), 90))).ToList();
        Steps(20);
        var steps = Bytes(() => Steps(50)) / (50 * streams.Count);

        var sequences = streams.ConvertAll(_ => model.CreateSequence(96));
        var batch = new ForwardBatch();
        Passes(20);
        var passes = Bytes(() => Passes(50)) / (50 * streams.Count);

        // The reader gets a piece (64 bytes), its list of one token (56), its text (32) and the list's wrapping; a
        // channel or a dictionary that doubles its room now and then makes the rest.
        Assert.InRange(steps - passes, 1, 250);

        void Steps(int count)
        {
            for (var step = 0; step < count; step++)
            {
                run.Scheduler.Step();
                foreach (var stream in streams)
                {
                    stream.Pieces.TryRead(out _);
                }
            }
        }

        void Passes(int count)
        {
            for (var pass = 0; pass < count; pass++)
            {
                batch.Clear();
                foreach (var sequence in sequences)
                {
                    batch.Add(sequence, [30], 1);
                }

                model.Forward(batch);
            }
        }

        static double Bytes(Action work)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            work();
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    private LanguageModel WithBlocks(int blocks) => LanguageModel.Open(
        _tiny.PathOf(TensorType.F32),
        new LanguageModelOptions
        {
            Threads = 1, KvFormat = KvFormat.F32, KvBytesMax = blocks * _model.Cache.BlockBytes,
        });

    private sealed class Poison : ITokenConstraint
    {
        public bool IsFinished => false;

        public void Apply(Span<float> logits)
        {
        }

        public void Accept(int token) => throw new FormatException("poison");
    }
}
