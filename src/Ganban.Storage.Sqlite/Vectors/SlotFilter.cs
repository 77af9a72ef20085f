using System.Text.Json;
using Ganban.Storage.Vectors;

namespace Ganban.Storage.Sqlite.Vectors;

/// <summary>Which slots count in a search. Used by one thread.</summary>
internal sealed class SlotFilter(VectorSlots slots, int generation, MetadataFilter? filter) : IDisposable
{
    private JsonDocument? _shared;
    private long _sharedPlace = -1;

    /// <summary>Whether a slot is seen and its metadata fulfils the condition.</summary>
    public bool Accepts(int slot)
    {
        ref var found = ref slots[slot];
        return found.IsSeen(generation) && (filter is null || Matches(found.Own, found.Shared));
    }

    public void Dispose() => _shared?.Dispose();

    // The slots of a document follow each other.
    private bool Matches(long own, long shared)
    {
        if (_sharedPlace != shared)
        {
            _shared?.Dispose();
            _shared = JsonDocument.Parse(slots.Metadata[shared]);
            _sharedPlace = shared;
        }

        using var passage = JsonDocument.Parse(slots.Metadata[own]);
        return filter!.Matches(key =>
            passage.RootElement.TryGetProperty(key, out var value)
            || _shared!.RootElement.TryGetProperty(key, out value)
                ? value
                : null);
    }
}
