using System.Runtime.CompilerServices;
using Ganban.Inference.Models;
using Ganban.Inference.Serving;

namespace Ganban.Inference.Generation;

/// <summary>
/// Continues prompts with a model. Safe for concurrent use: what is asked at the same time is computed together, a
/// bounded number of sequences at once; the next ones wait, callers in turn, and more than that are refused. The
/// computing is done on a thread of its own, which ends with this object.
/// </summary>
public sealed class TextGenerator : IDisposable
{
    private readonly TextGeneratorOptions _options;
    private readonly Scheduler _scheduler;
    private readonly ServingMetrics _metrics;
    private readonly AutoResetEvent _wake = new(false); // never disposed: readers may outlive the engine
    private readonly Thread _thread;
    private volatile bool _closing;

    /// <summary>Starts the engine.</summary>
    /// <param name="model">The model; the caller keeps it open until this is disposed, and disposes it then.</param>
    /// <param name="options">The limits.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is outside its range.</exception>
    public TextGenerator(LanguageModel model, TextGeneratorOptions options)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        Model = model;
        _options = options;
        _scheduler = new Scheduler(model, options);
        _metrics = new ServingMetrics(model, _scheduler.Counts);
        _thread = new Thread(Work) { IsBackground = true, Name = $"Ganban engine {model.Name}" };
        _thread.Start();
    }

    /// <summary>The model that does the work.</summary>
    public LanguageModel Model { get; }

    /// <summary>
    /// Continues a prompt. Stopping the enumeration or cancelling ends the work before the next forward pass. Pieces
    /// that are not read are kept up to a bound, at which the sequence waits for its reader.
    /// </summary>
    /// <param name="request">What to continue, and how.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>Pieces of text as they come; the last one carries the finish reason and the usage.</returns>
    /// <exception cref="ArgumentException">The request is invalid.</exception>
    /// <exception cref="PromptTooLongException">
    /// The prompt does not fit in the context window, or not in the model's memory for keys and values.
    /// </exception>
    /// <exception cref="EngineBusyException">No place is free, nor one to wait (thrown while enumerating).</exception>
    /// <exception cref="EngineFailedException">A forward pass failed (thrown while enumerating).</exception>
    /// <exception cref="EngineClosedException">This was disposed (thrown while enumerating).</exception>
    public IAsyncEnumerable<GeneratedPiece> Generate(GenerationRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        Check(request);
        return Run(request, cancellationToken);
    }

    /// <summary>
    /// Ends the engine after the forward pass in progress; streams that are not at their end get an
    /// <see cref="EngineClosedException"/>.
    /// </summary>
    public void Dispose()
    {
        if (!_closing)
        {
            _closing = true;
            _wake.Set();
            _thread.Join();
            _metrics.Dispose();
        }
    }

    /// <summary>Refuses a prompt that is too long.</summary>
    /// <exception cref="PromptTooLongException">As <see cref="Generate"/> does.</exception>
    internal void CheckLength(GenerationRequest request)
    {
        if (request.Prompt.Count > Model.ContextLength)
        {
            throw new PromptTooLongException(request.Prompt.Count, Model.ContextLength);
        }

        if (request.Prompt.Count > _scheduler.Positions)
        {
            throw PromptTooLongException.ForMemory(request.Prompt.Count, _scheduler.Positions);
        }
    }

    private void Work()
    {
        while (!_closing)
        {
            try
            {
                if (!_scheduler.Step())
                {
                    _wake.WaitOne();
                }
            }
            catch (Exception failure)
            {
                _scheduler.Fail(new EngineFailedException(failure));
            }
        }

        _scheduler.Close();
    }

    private void Check(GenerationRequest request)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(request.MaxTokens, 1, nameof(request));
        if (request.Prompt.Count == 0)
        {
            throw new ArgumentException("The prompt is empty; it needs one token at least.", nameof(request));
        }

        if (request.Prompt.Any(token => token < 0 || token >= Model.VocabularySize))
        {
            throw new ArgumentException(
                $"The prompt has a token outside 0 to {Model.VocabularySize - 1}.", nameof(request));
        }

        if (request.StopSequences.Any(string.IsNullOrEmpty))
        {
            throw new ArgumentException("A stop sequence is empty.", nameof(request));
        }

        CheckLength(request);
        PromptPicture.Check(request.Pictures, request.Prompt.Count, Model);
        if (request is { PromptTokenDetails: true, Pictures.Count: > 0 })
        {
            throw new ArgumentException("A prompt with pictures has no token details.", nameof(request));
        }

        request.Sampling.Validate();
    }

    private async IAsyncEnumerable<GeneratedPiece> Run(
        GenerationRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var completion = new Completion(
            Model, request, _scheduler.Texts, _scheduler.Positions, _options.TimeProvider);
        var stream = new GenerationStream(request, completion, _scheduler.Texts, _options.UnreadPieces);
        _scheduler.Enter(stream);
        _wake.Set();
        using var registration = cancellationToken.UnsafeRegister(
            (_, token) => Leave(stream, new OperationCanceledException(token)), null);
        try
        {
            // The wait has no token of its own: such a wait allocates, and leaving ends it as well.
            while (await stream.Pieces.WaitToReadAsync(CancellationToken.None))
            {
                while (stream.Pieces.TryRead(out var piece))
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    if (stream.IsPaused)
                    {
                        _wake.Set();
                    }

                    yield return piece;
                }
            }
        }
        finally
        {
            Leave(stream, null);
        }
    }

    private void Leave(GenerationStream stream, Exception? reason)
    {
        _scheduler.Leave(stream, reason);
        _wake.Set();
    }
}
