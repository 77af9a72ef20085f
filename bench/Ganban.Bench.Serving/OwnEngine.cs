using System.Diagnostics;
using Ganban.Inference.Generation;
using Ganban.Inference.Models;
using Ganban.Inference.Tokenizers;

namespace Ganban.Bench.Serving;

/// <summary>Ganban's engine, in this process.</summary>
internal sealed class OwnEngine : IEngine, IDisposable
{
    private readonly LanguageModel _model;
    private readonly TextGenerator _generator;

    public OwnEngine(string path, int threads)
    {
        _model = LanguageModel.Open(path, new LanguageModelOptions { Threads = threads, ContextLength = 4096 });
        _generator = new TextGenerator(_model, new TextGeneratorOptions());
    }

    public string Name => "Ganban";

    public int Vocabulary => _model.VocabularySize;

    public async Task<TimeSpan> Run(int[] prompt, int tokens)
    {
        var started = Stopwatch.GetTimestamp();
        var first = TimeSpan.Zero;
        var request = new GenerationRequest
        {
            Prompt = prompt,
            MaxTokens = tokens,
            Sampling = new() { Temperature = 0 },
            Constraint = new NoEnd(_model.Tokenizer),
        };
        await foreach (var piece in _generator.Generate(request, CancellationToken.None))
        {
            first = first == TimeSpan.Zero ? Stopwatch.GetElapsedTime(started) : first;
            if (piece.Usage is { } usage && usage.CompletionTokens != tokens)
            {
                throw new InvalidOperationException($"{usage.CompletionTokens} tokens instead of {tokens}.");
            }
        }

        return first;
    }

    public void Dispose()
    {
        _generator.Dispose();
        _model.Dispose();
    }

    /// <summary>Lets no text end early.</summary>
    private sealed class NoEnd(Tokenizer tokenizer) : ITokenConstraint
    {
        private readonly int[] _ends =
            [.. Enumerable.Range(0, tokenizer.VocabularySize).Where(tokenizer.IsEndOfGeneration)];

        public bool IsFinished => false;

        public void Apply(Span<float> logits)
        {
            foreach (var end in _ends)
            {
                logits[end] = float.NegativeInfinity;
            }
        }

        public void Accept(int token)
        {
        }
    }
}
