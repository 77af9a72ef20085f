namespace Ganban.Kernels.Threading;

/// <summary>
/// A place for a loop in progress, used for one loop after another. Items are claimed by counting up, and a claim names
/// the loop's number of items in the same word: whoever has claimed an item knows that this loop can't end, nor the
/// place be used anew, before that item is done, so that what it reads afterwards belongs to the item's loop.
/// </summary>
internal sealed class LoopSlot
{
    // Items of the loop in the upper half, the next one to claim in the lower half. Zero while there is no loop.
    private long _claims;
    private ILoopBody? _body;
    private Exception? _failure;
    private int _owned;
    private int _done;

    /// <summary>Whether an item is left to be claimed.</summary>
    public bool HasItems
    {
        get
        {
            var claims = Volatile.Read(ref _claims);
            return (uint)claims < (uint)(claims >> 32);
        }
    }

    /// <summary>Makes the place the caller's if it is free.</summary>
    public bool TryOwn() =>
        Volatile.Read(ref _owned) == 0 && Interlocked.CompareExchange(ref _owned, 1, 0) == 0;

    /// <summary>Opens a loop for all threads. Only the owner calls this.</summary>
    public void Open(int items, ILoopBody body)
    {
        _body = body;
        _failure = null;
        _done = 0;
        Volatile.Write(ref _claims, (long)items << 32);
    }

    /// <summary>Does items until none is left to be claimed.</summary>
    public void Help()
    {
        while (HasItems)
        {
            var claims = Interlocked.Increment(ref _claims);
            var item = (uint)claims - 1;
            if (item >= (uint)(claims >> 32))
            {
                return;
            }

            try
            {
                _body!.Run((int)item);
            }
            catch (Exception exception)
            {
                Interlocked.CompareExchange(ref _failure, exception, null);
            }

            Interlocked.Increment(ref _done);
        }
    }

    /// <summary>Waits for the items that others have claimed, and frees the place. Only the owner calls this.</summary>
    /// <returns>The first exception of an item, or null.</returns>
    public Exception? Close(int items)
    {
        // Another thread is in the middle of its last item, which takes microseconds.
        var spin = default(SpinWait);
        while (Volatile.Read(ref _done) < items)
        {
            spin.SpinOnce(sleep1Threshold: -1);
        }

        var failure = _failure;
        Volatile.Write(ref _claims, 0);
        _body = null;
        _failure = null;
        Volatile.Write(ref _owned, 0);
        return failure;
    }
}
