using Ganban.Inference.Generation;
using Ganban.Inference.Models;
using Ganban.Kernels.Threading;

namespace Ganban.Inference.Serving;

/// <summary>
/// Decides what passes through a model together: in each step one token of every running stream, and as much of waiting
/// prompts as the options allow beside them (continuous batching: Yu et al. 2022, Orca; chunked prefill: Agrawal et al.
/// 2024, Sarathi-Serve). When memory runs out, the youngest stream gives its blocks up and is computed again later; its
/// reader notices a pause. Streams enter and leave from any thread; one thread takes the steps.
/// </summary>
internal sealed class Scheduler
{
    // All logits of a prompt's tokens are kept for a moment; a row may have a quarter of a million.
    private const int DetailedTokensMax = 32;

    private readonly LanguageModel _model;
    private readonly TextGeneratorOptions _options;
    private readonly AdmissionQueue _queue;
    private readonly SequenceMemory _memory;
    private readonly ForwardBatch _batch = new();
    private readonly TokenChoice _choice;
    private readonly List<GenerationStream> _running = []; // oldest first
    private readonly List<GenerationStream> _preempted = []; // oldest first
    private readonly List<GenerationStream> _inBatch = [];
    private long _starts;
    private volatile bool _closed;

    /// <summary>Without streams.</summary>
    public Scheduler(LanguageModel model, TextGeneratorOptions options)
    {
        _model = model;
        _options = options;
        _queue = new AdmissionQueue(options);
        _memory = new SequenceMemory(model, options.PrefixCacheShare);
        _choice = new TokenChoice(model, _batch);
        Texts = new TokenTexts(model.Tokenizer);
    }

    /// <summary>The texts of the model's tokens.</summary>
    public TokenTexts Texts { get; }

    /// <summary>Tokens that one sequence can hold.</summary>
    public int Positions => _memory.Positions;

    /// <summary>What has been done and is being done.</summary>
    public ServingCounts Counts { get; } = new();

    /// <summary>Lets a stream wait for its turn.</summary>
    /// <exception cref="EngineBusyException">A limit is met.</exception>
    /// <exception cref="EngineClosedException">The scheduler was closed.</exception>
    public void Enter(GenerationStream stream)
    {
        try
        {
            _queue.Enter(stream);
        }
        catch (EngineBusyException)
        {
            Counts.Refuse();
            throw;
        }

        if (_closed && _queue.TryTake(stream))
        {
            _queue.Leave(stream);
            throw new EngineClosedException(_model.Name);
        }
    }

    /// <summary>Ends a stream whose reader has gone: at once if it waits, else before the next step.</summary>
    /// <param name="stream">The stream; it may be at its end already.</param>
    /// <param name="reason">What its reader gets if it is still reading.</param>
    public void Leave(GenerationStream stream, Exception? reason)
    {
        stream.Leave(reason);
        if (_queue.TryTake(stream))
        {
            _queue.Leave(stream);
        }
    }

    /// <summary>Computes one batch.</summary>
    /// <returns>False if there is nothing to do until a stream enters, leaves, or makes room for its pieces.</returns>
    public bool Step()
    {
        DropLeft();
        Admit();
        AddDecodes();
        AddPrefills();
        _running.RemoveAll(static stream => stream.Sequence is null);
        Count(); // before readers get what this step computes
        var isIdle = _inBatch.Count == 0;
        if (!isIdle)
        {
            Compute();
            _running.RemoveAll(static stream => stream.Sequence is null);
        }

        Count();
        return !isIdle;
    }

    /// <summary>Ends all streams with an error; the scheduler goes on.</summary>
    public void Fail(Exception failure)
    {
        End(_running, failure);
        End(_preempted, failure);
        _batch.Clear();
        _inBatch.Clear();
    }

    /// <summary>Ends all streams, those that wait included, and takes no more.</summary>
    public void Close()
    {
        _closed = true;
        var failure = new EngineClosedException(_model.Name);
        Fail(failure);
        while (_queue.Next() is { } waiting)
        {
            if (_queue.TryTake(waiting))
            {
                End(waiting, failure);
            }
        }

        _memory.Clear();
        Count();
    }

    private void DropLeft()
    {
        foreach (var stream in _running)
        {
            if (stream.IsLeft)
            {
                Keep(stream);
                End(stream, null);
            }
        }

        _running.RemoveAll(static stream => stream.Sequence is null);
        for (var index = _preempted.Count - 1; index >= 0; index--)
        {
            if (_preempted[index].IsLeft)
            {
                End(_preempted[index], null);
                _preempted.RemoveAt(index);
            }
        }
    }

    private void Admit()
    {
        while ((NextPreempted() ?? _queue.Next()) is { } stream)
        {
            if (_running.Count >= _options.MaxConcurrent && !PreemptPaused())
            {
                return;
            }

            // One block more for each running stream, lest the newcomer be preempted as soon as they grow.
            if (!_memory.TryStart(stream, spare: _running.Count))
            {
                if (_running.Count == 0)
                {
                    FailForMemory(stream);
                }
                else if (!PreemptPaused())
                {
                    return;
                }

                continue; // what was paused has given its memory
            }

            if (stream.Order > 0)
            {
                _preempted.Remove(stream);
            }
            else if (_queue.TryTake(stream))
            {
                stream.Order = ++_starts;
                Counts.Started = _starts;
                stream.Completion.CacheReadTokens = stream.Sequence!.Count;
                Counts.CacheReadTokens += stream.Sequence.Count;
            }
            else
            {
                SequenceMemory.Release(stream); // its reader has just gone
                continue;
            }

            Insert(_running, stream);
        }
    }

    private void AddDecodes()
    {
        for (var index = 0; index < _running.Count; index++)
        {
            var stream = _running[index];
            if (stream is { Sequence: not null, IsDecoding: true } && stream.HasRoom() && Grow(stream))
            {
                Add(stream, 1, AdmissionQueue.AnswerTokenWeight);
                Counts.AnswerTokens++;
            }
        }
    }

    private void AddPrefills()
    {
        var budget = _inBatch.Count > 0 ? _options.PrefillChunkBesideStreams : _options.PrefillChunk;
        while (budget > 0 && NextPrefill() is { } stream)
        {
            var tokens = Math.Min(stream.Pending.Length, budget);
            tokens = stream.Details is null ? stream.Whole(tokens) : Math.Min(tokens, DetailedTokensMax);
            Add(stream, tokens, tokens);
            Counts.PromptTokens += tokens;
            budget -= tokens;
        }
    }

    private GenerationStream? NextPrefill()
    {
        GenerationStream? next = null;
        foreach (var stream in _running)
        {
            if (stream is { Sequence: not null, Part: < 0, IsDecoding: false }
                && stream.HasRoom()
                && (next is null || AdmissionQueue.Compare(stream, next) < 0))
            {
                next = stream;
            }
        }

        return next;
    }

    private void Add(GenerationStream stream, int tokens, long weight)
    {
        var rows = stream.Details is not null ? tokens : tokens == stream.Pending.Length ? 1 : 0;
        stream.Part = stream.Request.Pictures.Count > 0
            ? _batch.Add(stream.Sequence!, stream.Pending[..tokens], rows, stream.PendingSpans(tokens))
            : _batch.Add(stream.Sequence!, stream.Pending[..tokens], rows);
        _inBatch.Add(stream);
        _queue.Charge(stream.Caller, weight);
    }

    private void Compute()
    {
        try
        {
            _model.Forward(_batch);
            Counts.Steps++;
            foreach (var stream in _inBatch)
            {
                stream.Details?.Add(_batch.Logits(stream.Part), _model.VocabularySize);
                if (stream is { Completion.Count: 0, Pending.Length: 0 })
                {
                    Keep(stream); // before the first piece, which tells how much
                }
            }

            _choice.Choose(_inBatch);
        }
        catch (Exception cause)
        {
            var failure = new EngineFailedException(cause);
            foreach (var stream in _inBatch)
            {
                stream.Failure = failure;
                SequenceMemory.Release(stream); // what it holds can't be trusted
            }
        }

        foreach (var stream in _inBatch)
        {
            stream.Part = -1;
            Deliver(stream);
        }

        _batch.Clear();
        _inBatch.Clear();
    }

    private void Deliver(GenerationStream stream)
    {
        if (stream.Failure is { } failure)
        {
            End(stream, failure);
            return;
        }

        if (stream.Pending.Length > 0)
        {
            return;
        }

        if (stream.Piece is { } piece)
        {
            stream.Write(piece);
            stream.Piece = null;
        }

        if (stream.Completion.IsFinished)
        {
            Keep(stream);
            End(stream, null);
            return;
        }

        stream.Details = null;
        stream.Tokens.Add(stream.Completion.LastToken);
    }

    /// <summary>Makes room for a stream's next token, at the cost of prefixes and of younger streams.</summary>
    private bool Grow(GenerationStream stream)
    {
        while (!_memory.TryGrow(stream))
        {
            var victim = Victim();
            if (victim == stream && _running.TrueForAll(other => other == stream || other.Sequence is null))
            {
                FailForMemory(stream);
                return false;
            }

            Preempt(victim);
            if (victim == stream)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>A stream that waits for its reader, or else the youngest. It is not in the batch.</summary>
    private GenerationStream Victim() =>
        _running.Find(static stream => stream.Sequence is not null && !stream.HasRoom())
        ?? _running.FindLast(static stream => stream.Sequence is not null)!;

    private bool PreemptPaused()
    {
        if (_running.Find(static stream => !stream.HasRoom()) is not { } paused)
        {
            return false;
        }

        Preempt(paused);
        _running.Remove(paused);
        return true;
    }

    private void Preempt(GenerationStream stream)
    {
        Keep(stream);
        SequenceMemory.Release(stream);
        stream.Details?.Clear();
        Insert(_preempted, stream);
        Counts.Preemptions++;
    }

    private GenerationStream? NextPreempted() => _preempted.Find(static stream => stream.HasRoom());

    private void Keep(GenerationStream stream)
    {
        if (stream.Sequence is not null)
        {
            var added = _memory.Share(stream);
            stream.Completion.CacheWriteTokens += stream.Completion.Count == 0 ? added : 0;
        }
    }

    /// <summary>Ends a stream that could run alone if others did not use the model's memory, too.</summary>
    private void FailForMemory(GenerationStream stream)
    {
        if (_preempted.Remove(stream) || stream.Order > 0 || _queue.TryTake(stream))
        {
            End(stream, new KvCacheFullException(_model.Cache.Blocks, _model.Cache.BlockBytes));
        }
    }

    private void End(List<GenerationStream> streams, Exception failure)
    {
        foreach (var stream in streams)
        {
            End(stream, failure);
        }

        streams.Clear();
    }

    private void End(GenerationStream stream, Exception? failure)
    {
        if (!stream.HasEnded)
        {
            stream.HasEnded = true;
            Counts.Failed += failure is EngineFailedException ? 1 : 0;
            SequenceMemory.Release(stream);
            stream.Complete(failure);
            _queue.Leave(stream);
        }
    }

    private void Count()
    {
        Counts.Running = _running.Count;
        Counts.PendingTokens = _running.Sum(
            static stream => stream.Sequence is null || stream.IsDecoding ? 0L : stream.Pending.Length);
        Counts.Preempted = _preempted.Count;
        Counts.Waiting = _queue.Waiting;
        Counts.PrefixBlocks = _memory.PrefixBlocks;
        Counts.Evictions = _memory.Evictions;
    }

    private static void Insert(List<GenerationStream> streams, GenerationStream stream)
    {
        var index = streams.Count;
        while (index > 0 && streams[index - 1].Order > stream.Order)
        {
            index--;
        }

        streams.Insert(index, stream);
    }
}
