using Ganban.Storage.Vectors;

namespace Ganban.Storage.Sqlite.Vectors;

/// <summary>
/// A change of what is in memory, made before the change of the file is committed: until then nobody sees that
/// generation.
/// </summary>
internal sealed class MemoryChange(VectorMemory? memory)
{
    private readonly List<int> _buried = [];
    private readonly int _first = memory?.Slots.Count ?? 0;

    /// <summary>The generation that it makes; 0 until it is known.</summary>
    public int Generation { get; private set; }

    /// <summary>Ends the life of a document's slots.</summary>
    public void Bury(long? document, int generation)
    {
        Generation = generation;
        if (memory is null || document is not { } id)
        {
            return;
        }

        foreach (var slot in memory.Slots.Of(id))
        {
            memory.Slots[slot].Died = generation;
            _buried.Add(slot);
        }
    }

    /// <summary>Adds the slots of a document.</summary>
    /// <param name="written">Its ids.</param>
    /// <param name="document">The document.</param>
    /// <param name="vectors">Each passage's vectors, one behind the other.</param>
    public void Add(WrittenDocument written, VectorDocument document, float[][] vectors)
    {
        if (memory is null)
        {
            return;
        }

        var slots = memory.Slots;
        var shared = slots.Metadata.Add(VectorJson.Write(document.Metadata));
        for (var i = 0; i < vectors.Length; i++)
        {
            var slot = new Slot
            {
                Passage = written.Passages[i],
                Document = written.Id,
                Own = slots.Metadata.Add(VectorJson.Write(document.Passages[i].Metadata)),
                Shared = shared,
                Born = written.Generation,
                Died = int.MaxValue,
            };
            slots.AddEach(slot, vectors[i]);
        }
    }

    /// <summary>Counts the dead once the change is committed.</summary>
    public void Count()
    {
        if (memory is not null)
        {
            memory.Dead += _buried.Count;
        }
    }

    /// <summary>Takes the change back, as it was not committed: what was added nobody will see.</summary>
    public void Undo()
    {
        if (memory is null)
        {
            return;
        }

        foreach (var slot in _buried)
        {
            memory.Slots[slot].Died = int.MaxValue;
        }

        for (var slot = _first; slot < memory.Slots.Count; slot++)
        {
            memory.Slots[slot].Died = 0;
            memory.Dead++;
        }
    }
}
