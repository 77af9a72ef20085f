namespace Ganban.Storage.Tests.Conformance;

public abstract partial class ResourceStoreConformance
{
    [Fact]
    public async Task Entries_are_numbered_from_one_and_read_in_order()
    {
        for (byte i = 1; i <= 5; i++)
        {
            Assert.Equal(i, await Store.AppendAsync(Alice, "s", new[] { i, i }, None));
            Clock.Advance(TimeSpan.FromSeconds(1));
        }

        var part = await Store.ReadStreamAsync(Alice, "s", from: 3, count: 2, None);

        Assert.Equal([3, 4], part.Select(entry => entry.Sequence));
        Assert.Equal([3, 3], part[0].Payload.ToArray());
        Assert.Equal(TimeSpan.FromSeconds(1), part[1].At - part[0].At);
        Assert.Empty(await Store.ReadStreamAsync(Alice, "s", from: 6, count: 2, None));
    }

    [Fact]
    public async Task Concurrent_appends_get_numbers_without_gaps()
    {
        var numbers = await Task.WhenAll(
            Enumerable.Range(0, 100).Select(i => Store.AppendAsync(Alice, "s", new[] { (byte)i }, None)));

        Assert.Equal(Enumerable.Range(1, 100).Select(i => (long)i), numbers.Order());
        var entries = await Store.ReadStreamAsync(Alice, "s", 1, 1000, None);
        Assert.All(numbers.Index(), item => Assert.Equal(item.Index, entries[(int)item.Item - 1].Payload.Span[0]));
    }

    [Fact]
    public async Task Streams_of_other_names_and_tenants_are_separate()
    {
        await Store.AppendAsync(Alice, "s", new byte[] { 1 }, None);

        Assert.Equal(1, await Store.AppendAsync(Alice, "t", new byte[] { 2 }, None));
        Assert.Equal(1, await Store.AppendAsync(Bob, "s", new byte[] { 3 }, None));
        await Store.CommitAsync([Write.DropStream(Bob, "s")], None);
        Assert.Single(await Store.ReadStreamAsync(Alice, "s", 1, 10, None));
    }

    [Fact]
    public async Task A_deleted_stream_is_empty_and_begins_anew()
    {
        await Store.AppendAsync(Alice, "s", new byte[] { 1 }, None);
        await Store.AppendAsync(Alice, "s", new byte[] { 2 }, None);

        var removed = await Store.CommitAsync([Write.DropStream(Alice, "s"), Write.DropStream(Alice, "s")], None);

        Assert.Equal([2L, 0], removed);
        Assert.Empty(await Store.ReadStreamAsync(Alice, "s", 1, 10, None));
        Assert.Equal(1, await Store.AppendAsync(Alice, "s", Array.Empty<byte>(), None));
    }

    [Fact]
    public async Task An_entry_beyond_4_MiB_is_refused()
    {
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            () => Store.AppendAsync(Alice, "s", new byte[(4 << 20) + 1], None));

        Assert.Equal(1, await Store.AppendAsync(Alice, "s", new byte[4 << 20], None));
    }
}
