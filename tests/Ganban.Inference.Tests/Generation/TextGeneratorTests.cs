using Ganban.Inference.Generation;
using Ganban.Inference.Models;
using Ganban.Inference.Sampling;

namespace Ganban.Inference.Tests.Generation;

public sealed class TextGeneratorTests : IClassFixture<TinyLlama>, IDisposable
{
    private static readonly SamplingOptions Greedy = new() { Temperature = 0 };
    private static readonly int[] Prompt = TinyLlama.Cases[1].Prompt;

    private readonly LanguageModel _model;
    private readonly TextGenerator _generator;

    public TextGeneratorTests(TinyLlama tiny)
    {
        _model = tiny.Open();
        _generator = new TextGenerator(_model, new TextGeneratorOptions { MaxConcurrent = 2, PrefillChunk = 4 });
    }

    public void Dispose()
    {
        _generator.Dispose();
        _model.Dispose();
    }

    [Fact]
    public async Task Greedy_generation_gives_the_tokens_of_PyTorch_and_counts_them()
    {
        foreach (var expected in TinyLlama.Cases)
        {
            var request = new GenerationRequest { Prompt = expected.Prompt, Sampling = Greedy, MaxTokens = 16 };
            var pieces = await Run(request);
            Assert.Equal(expected.Greedy, Ids(pieces));
            Assert.Equal(FinishReason.Length, pieces[^1].Finish);
            Assert.Equal(expected.Prompt.Length, pieces[^1].Usage!.PromptTokens);
            Assert.Equal(16, pieces[^1].Usage!.CompletionTokens);
            Assert.InRange(pieces[^1].Usage!.TimeToFirstToken, TimeSpan.Zero, pieces[^1].Usage!.TotalTime);
            Assert.All(pieces[..^1], piece => Assert.Null(piece.Usage));
            Assert.Equal(_model.Tokenizer.Decode(expected.Greedy), Text(pieces));
        }
    }

    [Fact]
    public async Task A_seeded_text_is_the_same_alone_and_among_others()
    {
        var alone = Ids(await Run(Request(seed: 5)));
        var others = await Task.WhenAll(Enumerable.Range(0, 8).Select(seed => Run(Request((ulong)seed))));
        Assert.Equal(alone, Ids(others[5]));
        Assert.NotEqual(alone, Ids(others[6]));

        static GenerationRequest Request(ulong seed) =>
            new() { Prompt = Prompt, MaxTokens = 40, Sampling = new SamplingOptions { Temperature = 2, Seed = seed } };
    }

    [Fact]
    public async Task A_stop_sequence_that_spans_tokens_ends_the_text_before_it()
    {
        var whole = Text(await Run(new GenerationRequest { Prompt = Prompt, Sampling = Greedy, MaxTokens = 40 }));
        for (var start = 0; start < whole.Length - 3; start++)
        {
            var stop = whole.Substring(start, 3);
            var pieces = await Run(new GenerationRequest
            {
                Prompt = Prompt, Sampling = Greedy, MaxTokens = 40, StopSequences = ["never-there", stop],
            });
            Assert.Equal(FinishReason.StopSequence, pieces[^1].Finish);
            Assert.Equal(stop, pieces[^1].StopSequence);
            Assert.Equal(whole[..whole.IndexOf(stop, StringComparison.Ordinal)], Text(pieces));
        }
    }

    [Fact]
    public async Task Text_that_is_held_back_for_a_stop_sequence_comes_out_in_the_end()
    {
        var request = new GenerationRequest { Prompt = Prompt, Sampling = Greedy, MaxTokens = 12 };
        var whole = Text(await Run(request));
        var pieces = await Run(request with { StopSequences = [whole[^1] + "never"] });
        Assert.Equal(whole, Text(pieces));
        Assert.Equal(FinishReason.Length, pieces[^1].Finish);
    }

    [Fact]
    public async Task Pieces_are_whole_characters_even_of_bytes_that_are_none()
    {
        var tokens = Bytes("é岩😀").Append(9 + 0xE5).Append(9 + 'a').ToArray();
        var pieces = await Run(new GenerationRequest
        {
            Prompt = Prompt, MaxTokens = 99, Constraint = new Script(tokens, endsItself: true),
        });
        Assert.Equal(["é", "岩", "😀", "\uFFFDa"], pieces.Select(piece => piece.Text));
        Assert.Equal(FinishReason.ConstraintFinished, pieces[^1].Finish);
        Assert.Equal([2, 3, 4, 2], pieces.Select(piece => piece.Tokens.Count));
    }

    [Fact]
    public async Task An_end_of_generation_token_ends_the_text_and_is_no_part_of_it()
    {
        const int TurnEnd = 4;
        var script = new Script([.. Bytes("ok"), TurnEnd], endsItself: false);
        var pieces = await Run(new GenerationRequest { Prompt = Prompt, Constraint = script });
        Assert.Equal("ok", Text(pieces));
        Assert.Equal(FinishReason.EndOfGeneration, pieces[^1].Finish);
        Assert.Equal(3, pieces[^1].Usage!.CompletionTokens);
        Assert.Equal(2, script.Accepted);
    }

    [Fact]
    public async Task A_control_token_comes_last_in_its_piece_and_adds_no_text()
    {
        const int ToolCall = 5;
        var script = new Script([.. Bytes("ab"), ToolCall, .. Bytes("cd")], endsItself: true);
        var pieces = await Run(new GenerationRequest
        {
            Prompt = Prompt, MaxTokens = 99, Constraint = script, StopSequences = ["abx", "bcd"],
        });
        Assert.Equal("abcd", Text(pieces));
        var piece = Assert.Single(pieces, piece => piece.Tokens.Any(token => token.Id == ToolCall));
        Assert.Equal("<tool_call>", piece.Tokens[^1].Text);
        Assert.Equal("ab", Text([.. pieces.TakeWhile(other => other != piece), piece]));
    }

    [Fact]
    public async Task A_full_context_window_ends_the_text()
    {
        var prompt = Enumerable.Repeat(20, 90).ToArray();
        var script = new Script([21], endsItself: false);
        var pieces = await Run(new GenerationRequest { Prompt = prompt, Constraint = script });
        Assert.Equal(FinishReason.Length, pieces[^1].Finish);

        // 96 positions: six generated tokens are read, the seventh is not.
        Assert.Equal(7, pieces[^1].Usage!.CompletionTokens);
    }

    [Fact]
    public void A_prompt_beyond_the_context_window_is_refused_with_both_numbers()
    {
        var request = new GenerationRequest { Prompt = Enumerable.Repeat(20, 97).ToArray() };
        var exception = Assert.Throws<PromptTooLongException>(() => _generator.Generate(request, default));
        Assert.Equal((97, 96), (exception.PromptTokens, exception.ContextLength));
    }

    [Fact]
    public void A_request_that_makes_no_sense_is_refused_at_once()
    {
        var request = new GenerationRequest { Prompt = Prompt };
        Assert.Throws<ArgumentException>(() => _generator.Generate(request with { Prompt = [] }, default));
        Assert.Throws<ArgumentException>(() => _generator.Generate(request with { Prompt = [300] }, default));
        Assert.Throws<ArgumentException>(() => _generator.Generate(request with { StopSequences = [""] }, default));
        Assert.Throws<ArgumentOutOfRangeException>(() => _generator.Generate(request with { MaxTokens = 0 }, default));
        Assert.Throws<ArgumentOutOfRangeException>(() => _generator.Generate(
            request with { Sampling = new SamplingOptions { TopP = 2 } }, default));
    }

    [Fact]
    public async Task Log_probabilities_are_those_of_the_models_own_distribution()
    {
        var expected = TinyLlama.Cases[1];
        var largest = expected.Logits.Max();
        var logSum = Math.Log(expected.Logits.Sum(logit => Math.Exp(logit - largest))) + largest;
        var pieces = await Run(new GenerationRequest
        {
            Prompt = Prompt, MaxTokens = 1, TokenDetails = true, Constraint = new Script([33], endsItself: false),
        });
        Assert.Equal(expected.Logits[33] - logSum, pieces[0].Tokens[0].LogProbability, 1e-3);
    }

    [Fact]
    public async Task Prompt_details_equal_what_generating_the_prompt_would_have_given()
    {
        var pieces = await Run(new GenerationRequest
        {
            Prompt = Prompt[..1],
            MaxTokens = 6,
            TokenDetails = true,
            Constraint = new Script(Prompt[1..], endsItself: false),
        });
        var generated = pieces.SelectMany(piece => piece.Tokens).Select(token => token.LogProbability).ToArray();
        pieces = await Run(new GenerationRequest { Prompt = Prompt, MaxTokens = 1, PromptTokenDetails = true });
        var prompt = pieces[0].PromptTokens!;
        Assert.Equal(Prompt, prompt.Select(token => token.Id));
        Assert.True(float.IsNaN(prompt[0].LogProbability));
        Assert.Equal(generated, prompt.Skip(1).Select(token => token.LogProbability).Take(generated.Length));
    }

    [Fact]
    public async Task Cancelling_ends_the_work_and_frees_the_place()
    {
        using var generator = new TextGenerator(_model, new TextGeneratorOptions { MaxConcurrent = 1 });
        using var cancellation = new CancellationTokenSource();
        var pieces = 0;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            var request = new GenerationRequest { Prompt = Prompt, Constraint = new Script([30], endsItself: false) };
            await foreach (var piece in generator.Generate(request, cancellation.Token))
            {
                pieces++;
                await cancellation.CancelAsync();
            }
        });
        Assert.Equal(1, pieces);
        await foreach (var piece in generator.Generate(new GenerationRequest { Prompt = Prompt }, default))
        {
            break; // leaving early frees the place too
        }

        var after = generator.Generate(new GenerationRequest { Prompt = Prompt, MaxTokens = 2 }, default);
        Assert.NotNull((await after.ToListAsync())[^1].Finish);
    }

    [Fact]
    public async Task Closing_the_engine_ends_its_streams_and_refuses_new_ones()
    {
        using var generator = new TextGenerator(_model, new TextGeneratorOptions { UnreadPieces = 1 });
        var request = new GenerationRequest { Prompt = Prompt, Constraint = new Script([30], endsItself: false) };
        await using var running = generator.Generate(request, default).GetAsyncEnumerator();
        await running.MoveNextAsync();
        generator.Dispose();
        await Assert.ThrowsAsync<EngineClosedException>(async () =>
        {
            while (await running.MoveNextAsync())
            {
            }
        });
        await Assert.ThrowsAsync<EngineClosedException>(
            async () => await generator.Generate(request, default).ToListAsync());
    }

    [Fact]
    public async Task A_reader_that_comes_late_misses_nothing()
    {
        using var generator = new TextGenerator(_model, new TextGeneratorOptions { UnreadPieces = 2 });
        var request = new GenerationRequest { Prompt = Prompt, Sampling = Greedy, MaxTokens = 40 };
        var expected = Ids(await Run(request));
        await using var slow = generator.Generate(request, default).GetAsyncEnumerator();
        await slow.MoveNextAsync();
        var pieces = new List<GeneratedPiece> { slow.Current };
        Assert.Equal(expected, Ids(await generator.Generate(request, default).ToListAsync()));
        while (await slow.MoveNextAsync())
        {
            pieces.Add(slow.Current);
        }

        Assert.Equal(expected, Ids(pieces));
    }

    private static IEnumerable<int> Bytes(string text) =>
        System.Text.Encoding.UTF8.GetBytes(text).Select(value => 9 + value); // nine special tokens come first

    private static string Text(List<GeneratedPiece> pieces) => string.Concat(pieces.Select(piece => piece.Text));

    private static IEnumerable<int> Ids(List<GeneratedPiece> pieces) =>
        pieces.SelectMany(piece => piece.Tokens).Select(token => token.Id);

    private async Task<List<GeneratedPiece>> Run(GenerationRequest request) =>
        await _generator.Generate(request, default).ToListAsync();

    /// <summary>
    /// Allows one token at each place; the last one again and again, if the script does not end the text.
    /// </summary>
    private sealed class Script(int[] tokens, bool endsItself) : ITokenConstraint
    {
        public int Accepted { get; private set; }

        public bool IsFinished => endsItself && Accepted == tokens.Length;

        public void Apply(Span<float> logits)
        {
            var token = tokens[Math.Min(Accepted, tokens.Length - 1)];
            var logit = logits[token];
            logits.Fill(float.NegativeInfinity);
            logits[token] = logit;
        }

        public void Accept(int token) => Accepted++;
    }
}
