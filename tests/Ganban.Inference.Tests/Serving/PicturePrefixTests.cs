using Ganban.Inference.Generation;
using Ganban.Inference.Models;

namespace Ganban.Inference.Tests.Serving;

/// <summary>Prompts with pictures: in chunks, from the prefix cache, beside others.</summary>
public sealed class PicturePrefixTests(TinyVision tiny) : IClassFixture<TinyVision>
{
    private const int Rows = 36;

    private readonly LanguageModel _model = tiny.Model;

    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(50)]
    public void A_pictures_tokens_pass_together_however_small_the_chunks(int chunk)
    {
        var request = Request(before: 20, after: 20, seed: 1);
        using var run = new StepRun(_model, new TextGeneratorOptions
        {
            PrefillChunk = chunk, PrefillChunkBesideStreams = chunk, PrefixCacheShare = 0, UnreadPieces = 1000,
        });
        var other = run.Enter(StepRun.Greedy(StepRun.Prompt(10), 60));
        run.Steps(12);
        var stream = run.Enter(request);
        run.ToEnd();
        Assert.Equal(StepRun.Alone(_model, request), StepRun.Read(stream));
        Assert.Equal(StepRun.Alone(_model, other.Request), StepRun.Read(other));
    }

    [Fact]
    public void A_picture_that_was_seen_before_is_read_from_the_cache_also_in_part()
    {
        using var run = new StepRun(_model);
        Finish(run, Request(before: 20, after: 20, seed: 1));
        var whole = Finish(run, Request(before: 20, after: 30, seed: 1));
        Assert.Equal(64, whole[^1].Usage!.CacheReadTokens);

        // The block that ends in the middle of the picture is known, the rest of the picture is computed.
        var request = Request(before: 20, after: 5, seed: 1);
        var part = Finish(run, request);
        Assert.Equal(32, part[^1].Usage!.CacheReadTokens);
        using var cold = new StepRun(_model);
        Assert.Equal(Tokens(Finish(cold, request)), Tokens(part));
    }

    [Fact]
    public void Another_picture_in_the_same_place_is_not_taken_for_it()
    {
        using var run = new StepRun(_model);
        Finish(run, Request(before: 31, after: 20, seed: 1));
        var request = Request(before: 31, after: 20, seed: 2);
        var answer = Finish(run, request);
        Assert.Equal(0, answer[^1].Usage!.CacheReadTokens);
        using var cold = new StepRun(_model);
        Assert.Equal(Tokens(Finish(cold, request)), Tokens(answer));
    }

    [Fact]
    public void A_picture_is_not_taken_for_the_tokens_that_stand_in_its_place()
    {
        using var run = new StepRun(_model);
        var request = Request(before: 10, after: 30, seed: 1);
        Finish(run, request);
        Assert.Equal(0, Finish(run, request with { Pictures = [] })[^1].Usage!.CacheReadTokens);
    }

    // The token before it has the id that stands in the picture's place, or none that could.
    [Theory]
    [InlineData(7)]
    [InlineData(0)]
    public void A_picture_is_not_taken_for_the_same_one_a_token_later(int token)
    {
        using var run = new StepRun(_model);
        var request = Request(before: 10, after: 30, seed: 1);
        Finish(run, request);
        var later = request with
        {
            Prompt = [.. StepRun.Prompt(10), token, .. request.Prompt.Skip(10)],
            Pictures = [request.Pictures[0] with { Start = 11 }],
        };
        Assert.Equal(0, Finish(run, later)[^1].Usage!.CacheReadTokens);
    }

    [Fact]
    public void Pictures_that_fit_neither_the_prompt_nor_the_model_are_refused()
    {
        var request = Request(before: 10, after: 10, seed: 1);
        var picture = request.Pictures[0];
        Refuses(request with { Pictures = [picture with { Start = 30 }] }, "within 0 to 56");
        Refuses(request with { Pictures = [picture, picture] }, "within 46 to 56");
        Refuses(request with { Pictures = [picture with { Tokens = 0 }] }, "0 tokens");
        Refuses(request with { Pictures = [picture with { Rows = new float[7] }] }, "7 numbers");
        Refuses(request with { Pictures = [picture with { Digest = new byte[31] }] }, "31 bytes");
        Refuses(request with { PromptTokenDetails = true }, "no token details");
    }

    private void Refuses(GenerationRequest request, string reason)
    {
        var refusal = Assert.Throws<ArgumentException>(() => tiny.Generator.Generate(request, default));
        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
    }

    private GenerationRequest Request(int before, int after, int seed)
    {
        var random = new Random(seed);
        var rows = new float[Rows * _model.EmbeddingWidth];
        for (var index = 0; index < rows.Length; index++)
        {
            rows[index] = random.NextSingle() - 0.5f;
        }

        var digest = new byte[PromptPicture.DigestBytes];
        digest[31] = (byte)seed;
        return StepRun.Greedy(
            [.. StepRun.Prompt(before), .. Enumerable.Repeat(7, Rows), .. StepRun.Prompt(after, 3)], 10) with
        {
            Pictures = [new PromptPicture(before, Rows, rows, digest)],
            TokenDetails = true,
        };
    }

    private static List<GeneratedPiece> Finish(StepRun run, GenerationRequest request)
    {
        var stream = run.Enter(request);
        run.ToEnd();
        return StepRun.Pieces(stream);
    }

    private static List<TokenDetail> Tokens(List<GeneratedPiece> pieces) => [.. pieces.SelectMany(p => p.Tokens)];
}
