namespace Ganban.Storage.Sqlite.Vectors;

/// <summary>Slots with their scores; the first is the one with the smallest key.</summary>
internal sealed class ScoredHeap
{
    private (float Key, int Slot)[] _items = new (float, int)[256];

    public int Count { get; private set; }

    /// <summary>The smallest.</summary>
    public (float Key, int Slot) First => _items[0];

    /// <summary>All, in no order.</summary>
    public ReadOnlySpan<(float Key, int Slot)> Items => _items.AsSpan(0, Count);

    public void Clear() => Count = 0;

    public void Add(float key, int slot)
    {
        if (Count == _items.Length)
        {
            Array.Resize(ref _items, Count * 2);
        }

        var at = Count++;
        var items = _items;
        while (at > 0)
        {
            var parent = (at - 1) / 2;
            if (items[parent].Key <= key)
            {
                break;
            }

            items[at] = items[parent];
            at = parent;
        }

        items[at] = (key, slot);
    }

    public (float Key, int Slot) RemoveFirst()
    {
        var items = _items;
        var first = items[0];
        var last = items[--Count];
        var at = 0;
        while (true)
        {
            var child = (2 * at) + 1;
            if (child >= Count)
            {
                break;
            }

            if (child + 1 < Count && items[child + 1].Key < items[child].Key)
            {
                child++;
            }

            if (items[child].Key >= last.Key)
            {
                break;
            }

            items[at] = items[child];
            at = child;
        }

        items[at] = last;
        return first;
    }
}
