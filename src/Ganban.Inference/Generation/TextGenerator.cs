using System.Runtime.CompilerServices;
using Ganban.Inference.Models;

namespace Ganban.Inference.Generation;

/// <summary>
/// Continues prompts with a model. Safe for concurrent use: a bounded number of sequences is computed at once, the next
/// ones wait in order, and more than that are refused.
/// </summary>
/// <param name="model">The model; the caller keeps it open as long as generations run, and disposes it.</param>
/// <param name="options">The limits.</param>
public sealed class TextGenerator(LanguageModel model, TextGeneratorOptions options) : IDisposable
{
    private readonly SemaphoreSlim _places = new(options.MaxConcurrent);
    private int _waiting;

    /// <summary>The model that does the work.</summary>
    public LanguageModel Model => model;

    /// <summary>
    /// Continues a prompt. The work is done on the thread pool while the result is enumerated; stopping the enumeration
    /// or cancelling ends it within one token, or one chunk of the prompt.
    /// </summary>
    /// <param name="request">What to continue, and how.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>Pieces of text as they come; the last one carries the finish reason and the usage.</returns>
    /// <exception cref="ArgumentException">The request is invalid.</exception>
    /// <exception cref="PromptTooLongException">The prompt does not fit in the context window.</exception>
    /// <exception cref="EngineBusyException">No place is free, nor one to wait (thrown while enumerating).</exception>
    public IAsyncEnumerable<GeneratedPiece> Generate(GenerationRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        Check(request);
        return Run(request, cancellationToken);
    }

    /// <summary>Frees the queue's resources. No generation may be running.</summary>
    public void Dispose() => _places.Dispose();

    private void Check(GenerationRequest request)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(request.MaxTokens, 1, nameof(request));
        if (request.Prompt.Count == 0)
        {
            throw new ArgumentException("The prompt is empty; it needs one token at least.", nameof(request));
        }

        if (request.Prompt.Any(token => token < 0 || token >= model.VocabularySize))
        {
            throw new ArgumentException(
                $"The prompt has a token outside 0 to {model.VocabularySize - 1}.", nameof(request));
        }

        if (request.StopSequences.Any(string.IsNullOrEmpty))
        {
            throw new ArgumentException("A stop sequence is empty.", nameof(request));
        }

        if (request.Prompt.Count > model.ContextLength)
        {
            throw new PromptTooLongException(request.Prompt.Count, model.ContextLength);
        }

        request.Sampling.Validate();
    }

    private async IAsyncEnumerable<GeneratedPiece> Run(
        GenerationRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var start = options.TimeProvider.GetTimestamp();
        await Enter(cancellationToken);
        try
        {
            using var sequence = await Task.Run(
                () => new GenerationSequence(model, request, options, start), cancellationToken);
            while (!sequence.IsFinished)
            {
                if (await Task.Run(sequence.Step, cancellationToken) is { } piece)
                {
                    yield return piece;
                }
            }
        }
        finally
        {
            _places.Release();
        }
    }

    private async Task Enter(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (await _places.WaitAsync(TimeSpan.Zero, CancellationToken.None))
        {
            return;
        }

        try
        {
            if (Interlocked.Increment(ref _waiting) > options.MaxWaiting)
            {
                throw new EngineBusyException(options.MaxConcurrent, options.MaxWaiting);
            }

            await _places.WaitAsync(cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }
}
