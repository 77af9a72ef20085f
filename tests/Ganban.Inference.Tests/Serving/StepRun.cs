using Ganban.Inference.Generation;
using Ganban.Inference.Models;
using Ganban.Inference.Sampling;
using Ganban.Inference.Serving;

namespace Ganban.Inference.Tests.Serving;

/// <summary>A scheduler whose steps the test takes itself, so that it can count them.</summary>
internal sealed class StepRun : IDisposable
{
    private readonly TextGeneratorOptions _options;

    public StepRun(LanguageModel model, TextGeneratorOptions? options = null)
    {
        Model = model;
        _options = options ?? new TextGeneratorOptions();
        Scheduler = new Scheduler(model, _options);
    }

    public LanguageModel Model { get; }

    public Scheduler Scheduler { get; }

    public ServingCounts Counts => Scheduler.Counts;

    /// <summary>A request that goes on greedily for a number of tokens.</summary>
    public static GenerationRequest Greedy(int[] prompt, int tokens, string? caller = null) =>
        new() { Prompt = prompt, MaxTokens = tokens, Caller = caller, Sampling = new() { Temperature = 0 } };

    /// <summary>A prompt of a length whose tokens differ with the seed.</summary>
    public static int[] Prompt(int length, int seed = 0) =>
        [.. Enumerable.Range(0, length).Select(index => 20 + (((index * 7) + (seed * 13)) % 200))];

    public GenerationStream Enter(GenerationRequest request)
    {
        var completion = new Completion(
            Model, request, Scheduler.Texts, Scheduler.Positions, _options.TimeProvider);
        var stream = new GenerationStream(request, completion, Scheduler.Texts, _options.UnreadPieces);
        Scheduler.Enter(stream);
        return stream;
    }

    /// <summary>Takes steps until there is nothing to do.</summary>
    /// <returns>How many.</returns>
    public int ToEnd()
    {
        var steps = 0;
        while (Scheduler.Step())
        {
            Assert.True(++steps < 10_000, "The scheduler does not come to an end.");
        }

        return steps;
    }

    /// <summary>Takes that many steps.</summary>
    public void Steps(int count)
    {
        for (var step = 0; step < count; step++)
        {
            Assert.True(Scheduler.Step());
        }
    }

    /// <summary>The tokens of the pieces that the stream has for its reader.</summary>
    public static List<int> Read(GenerationStream stream) =>
        [.. Pieces(stream).SelectMany(piece => piece.Tokens).Select(token => token.Id)];

    public static List<GeneratedPiece> Pieces(GenerationStream stream)
    {
        var pieces = new List<GeneratedPiece>();
        while (stream.Pieces.TryRead(out var piece))
        {
            pieces.Add(piece);
        }

        return pieces;
    }

    /// <summary>What a request gives on an engine of its own.</summary>
    public static List<int> Alone(LanguageModel model, GenerationRequest request)
    {
        using var run = new StepRun(model, new TextGeneratorOptions { PrefixCacheShare = 0, UnreadPieces = 1000 });
        var stream = run.Enter(request);
        run.ToEnd();
        return Read(stream);
    }

    public void Dispose() => Scheduler.Close();
}
