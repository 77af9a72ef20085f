using System.Runtime.InteropServices;
using System.Threading.Channels;
using Ganban.Inference.Generation;
using Ganban.Inference.Models;

namespace Ganban.Inference.Serving;

/// <summary>
/// One request on its way through the <see cref="Scheduler"/>, whose thread alone changes it, and the pieces that its
/// reader has not taken yet.
/// </summary>
internal sealed class GenerationStream
{
    private readonly Channel<GeneratedPiece> _pieces;
    private readonly int _unreadMax;
    private volatile bool _isLeft;
    private volatile bool _isPaused;

    /// <summary>A request that has been checked.</summary>
    public GenerationStream(GenerationRequest request, Completion completion, TokenTexts texts, int unreadMax)
    {
        Request = request;
        Completion = completion;
        Tokens = [.. request.Prompt];
        Details = request.PromptTokenDetails ? new PromptDetails(request.Prompt, texts) : null;
        Place = new LinkedListNode<GenerationStream>(this);
        _unreadMax = unreadMax;
        _pieces = Channel.CreateBounded<GeneratedPiece>(
            new BoundedChannelOptions(unreadMax) { SingleReader = true, SingleWriter = true });
    }

    public GenerationRequest Request { get; }

    /// <summary>Whose request it is, as the prefix cache and the queue know it.</summary>
    public string CallerName => Request.Caller ?? "";

    /// <summary>The caller's place in the queue; set when the request enters it.</summary>
    public CallerQueue Caller { get; set; } = null!;

    /// <summary>The request's place among its caller's.</summary>
    public LinkedListNode<GenerationStream> Place { get; }

    /// <summary>Counts up with the requests that came.</summary>
    public long Arrival { get; set; }

    /// <summary>Counts up with the requests that started; 0 for one that has not started.</summary>
    public long Order { get; set; }

    /// <summary>The answer.</summary>
    public Completion Completion { get; }

    /// <summary>The prompt's details, where they are wanted and not complete.</summary>
    public PromptDetails? Details { get; set; }

    /// <summary>Prompt and answer.</summary>
    public List<int> Tokens { get; }

    /// <summary>Keys and values; null while it has no place.</summary>
    public KvSequence? Sequence { get; set; }

    /// <summary>Tokens that have not passed through the model.</summary>
    public ReadOnlySpan<int> Pending => CollectionsMarshal.AsSpan(Tokens)[(Sequence?.Count ?? 0)..];

    /// <summary>
    /// How many of the pending tokens can pass together without a picture being cut: about as many as asked for, but
    /// all of a picture that comes first.
    /// </summary>
    public int Whole(int tokens)
    {
        var start = Sequence!.Count;
        foreach (var picture in Request.Pictures)
        {
            if (picture.Start < start + tokens && start + tokens < picture.End)
            {
                return picture.Start > start ? picture.Start - start : picture.End - start;
            }
        }

        return tokens;
    }

    /// <summary>The pictures, or what is left of them, among the first of the pending tokens.</summary>
    public EmbeddedSpan[] PendingSpans(int tokens)
    {
        var start = Sequence!.Count;
        return
        [
            .. from picture in Request.Pictures
               where picture.End > start && picture.Start < start + tokens
               let first = Math.Max(picture.Start, start)
               let rows = picture.Rows[((first - picture.Start) * (picture.Rows.Length / picture.Tokens))..]
               select new EmbeddedSpan(first - start, picture.End - first, rows),
        ];
    }

    /// <summary>Whether only the answer's last token has not passed through the model.</summary>
    public bool IsDecoding => Completion.Count > 0 && Pending.Length == 1;

    /// <summary>Its part of the batch, or -1.</summary>
    public int Part { get; set; } = -1;

    /// <summary>The piece of this step, if any.</summary>
    public GeneratedPiece? Piece { get; set; }

    /// <summary>What went wrong in this step, if anything.</summary>
    public Exception? Failure { get; set; }

    /// <summary>Whether the scheduler has forgotten it.</summary>
    public bool HasEnded { get; set; }

    /// <summary>Whether the reader has gone.</summary>
    public bool IsLeft => _isLeft;

    /// <summary>
    /// Whether the scheduler has seen it without room for a piece; whoever makes room wakes the scheduler.
    /// </summary>
    public bool IsPaused => _isPaused;

    /// <summary>What the reader reads.</summary>
    public ChannelReader<GeneratedPiece> Pieces => _pieces.Reader;

    /// <summary>Whether another piece can be written.</summary>
    public bool HasRoom()
    {
        if (_pieces.Reader.Count < _unreadMax)
        {
            _isPaused = false;
            return true;
        }

        // The reader may have read between the two looks, before it could see the mark.
        _isPaused = true;
        Interlocked.MemoryBarrier();
        if (_pieces.Reader.Count < _unreadMax)
        {
            _isPaused = false;
            return true;
        }

        return false;
    }

    /// <summary>Gives the reader a piece; there is room for it.</summary>
    public void Write(GeneratedPiece piece) => _pieces.Writer.TryWrite(piece);

    /// <summary>Ends the reader's stream after the pieces that it has not read.</summary>
    public void Complete(Exception? failure = null) => _pieces.Writer.TryComplete(failure);

    /// <summary>The reader goes, or is sent away.</summary>
    public void Leave(Exception? reason)
    {
        _isLeft = true;
        Complete(reason);
    }
}
