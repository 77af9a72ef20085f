namespace Ganban.Storage.Sqlite;

/// <summary>
/// A batch on its way through the write queue. Either its caller's cancellation or the writer gets it, never both.
/// </summary>
internal sealed class PendingCommit(WriteBatch batch)
{
    private readonly TaskCompletionSource<WriteResult> _completion =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    private int _taken;
    private WriteResult? _result;
    private Exception? _failure;

    public WriteBatch Batch => batch;

    public Task<WriteResult> Completion => _completion.Task;

    /// <summary>Called by the writer when the batch's turn has come; false if it was cancelled before.</summary>
    public bool TryStart() => Interlocked.Exchange(ref _taken, 1) == 0;

    public void Cancel(CancellationToken cancellationToken)
    {
        if (TryStart())
        {
            _completion.TrySetCanceled(cancellationToken);
        }
    }

    /// <summary>Notes the outcome, to be told once the transaction is durable.</summary>
    public void Note(WriteResult result) => _result = result;

    /// <summary>
    /// Notes a failure. It is told after the commit as well, because it may rest on writes of the same transaction.
    /// </summary>
    public void Note(Exception failure) => _failure = failure;

    public void Acknowledge()
    {
        if (_failure is null)
        {
            _completion.TrySetResult(_result!);
        }
        else
        {
            _completion.TrySetException(_failure);
        }
    }

    public void Fail(Exception failure) => _completion.TrySetException(failure);
}
