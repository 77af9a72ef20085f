using System.Buffers.Binary;

namespace Ganban.Storage.Sqlite.Vectors;

/// <summary>
/// Metadata as JSON, one behind the other, so that a million of them are no million of objects. One thread appends while
/// others read.
/// </summary>
internal sealed class MetadataLog
{
    private const int PageBytes = 64 * 1024;
    private byte[][] _pages = [];
    private int _pageCount;
    private int _used = PageBytes;

    /// <summary>The pages that are in use.</summary>
    public IEnumerable<byte[]> Pages => _pages.Take(_pageCount);

    /// <summary>Appends a text and gives its place.</summary>
    public long Add(ReadOnlySpan<byte> json)
    {
        var bytes = sizeof(int) + json.Length;
        if (_pageCount == 0 || _used + bytes > _pages[_pageCount - 1].Length)
        {
            AddPage(new byte[Math.Max(PageBytes, bytes)]);
            _used = 0;
        }

        var page = _pages[_pageCount - 1];
        BinaryPrimitives.WriteInt32LittleEndian(page.AsSpan(_used), json.Length);
        json.CopyTo(page.AsSpan(_used + sizeof(int)));
        var place = ((long)(_pageCount - 1) << 32) | (uint)_used;
        _used += bytes;
        return place;
    }

    /// <summary>Appends a page of another log; nothing more is appended to it.</summary>
    public void AddPage(byte[] page)
    {
        if (_pageCount == _pages.Length)
        {
            var more = new byte[Math.Max(4, _pages.Length * 2)][];
            _pages.CopyTo(more, 0);
            Volatile.Write(ref _pages, more);
        }

        _pages[_pageCount++] = page;
        _used = page.Length;
    }

    /// <summary>The text at a place.</summary>
    public ReadOnlyMemory<byte> this[long place]
    {
        get
        {
            var page = Volatile.Read(ref _pages)[place >> 32];
            var at = (int)place;
            return page.AsMemory(at + sizeof(int), BinaryPrimitives.ReadInt32LittleEndian(page.AsSpan(at)));
        }
    }
}
