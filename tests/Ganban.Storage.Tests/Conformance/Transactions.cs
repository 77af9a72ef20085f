namespace Ganban.Storage.Tests.Conformance;

public abstract partial class ResourceStoreConformance
{
    [Fact]
    public async Task A_transaction_with_a_failing_write_leaves_nothing_behind()
    {
        var existing = await CreateAsync("existing");
        Write[] writes =
        [
            Note.Plain.Create(Alice, new("new", new Note("new"))),
            Note.Plain.Update(Alice, existing with { Document = new Note("changed") }),
            Write.Append(Alice, "stream", new byte[] { 1 }),
            Write.Tag(Alice, new("arn:a", new Dictionary<string, string> { ["k"] = "v" })),
            Note.Plain.Create(Alice, new("existing", new Note("clash"))),
        ];

        await Assert.ThrowsAsync<ResourceExistsException>(() => Store.CommitAsync(writes, None));

        Assert.Null(await GetAsync("new"));
        Assert.Equal(existing, await GetAsync("existing"));
        Assert.Empty(await Store.ReadStreamAsync(Alice, "stream", 1, 10, None));
        Assert.Empty(await Store.GetTagsAsync(Alice, "arn:a", None));
    }

    [Fact]
    public async Task A_transaction_reports_a_number_per_write_and_later_writes_see_earlier_ones()
    {
        Write[] writes =
        [
            Note.Plain.Create(Alice, new("a", new Note("a"))),
            Write.Append(Alice, "s", new byte[] { 1 }),
            Write.Append(Alice, "s", new byte[] { 2 }),
            Note.Plain.Delete(Alice, "a"),
            Note.Plain.Delete(Alice, "a"),
            Note.Plain.Create(Alice, new("a", new Note("again"))),
        ];

        var numbers = await Store.CommitAsync(writes, None);

        Assert.Equal([1L, 2, 1, 0], numbers.Skip(1).Take(4));
        var stored = await GetAsync("a");
        Assert.Equal(("again", numbers[5]), (stored!.Document.Text, stored.Revision));
        Assert.True(numbers[5] > numbers[0]);
    }

    [Fact]
    public async Task Clashing_writes_do_not_disturb_those_committed_at_the_same_time()
    {
        await CreateAsync("taken");

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 200).Select(async i =>
        {
            try
            {
                await CreateAsync(i % 2 == 0 ? $"free-{i}" : "taken");
                return true;
            }
            catch (ResourceExistsException)
            {
                return false;
            }
        }));

        Assert.Equal(Enumerable.Range(0, 200).Select(i => i % 2 == 0), outcomes);
        var all = await Store.ListAsync(Alice, Note.Plain, new ListQuery { PageSize = 1000 }, None);
        Assert.Equal(101, all.Items.Count);
        Assert.Equal(101, all.Items.Select(item => item.Revision).Distinct().Count());
    }

    [Fact]
    public async Task Of_concurrent_updates_of_one_revision_exactly_one_wins()
    {
        var read = await CreateAsync("a");

        var winners = await Task.WhenAll(Enumerable.Range(0, 20).Select(async i =>
        {
            try
            {
                return await Store.UpdateAsync(Alice, Note.Plain, read with { Document = new Note("w", i) }, None);
            }
            catch (RevisionConflictException)
            {
                return null;
            }
        }));

        Assert.Equal(Assert.Single(winners, winner => winner is not null), await GetAsync("a"));
    }

    [Fact]
    public async Task Increments_that_are_repeated_on_conflict_lose_nothing()
    {
        await Store.CreateAsync(Alice, Note.Plain, new("counter", new Note("c", 0)), None);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            for (var done = 0; done < 10;)
            {
                try
                {
                    var read = (await GetAsync("counter"))!;
                    var next = read.Document with { Count = read.Document.Count + 1 };
                    await Store.UpdateAsync(Alice, Note.Plain, read with { Document = next }, None);
                    done++;
                }
                catch (RevisionConflictException)
                {
                    // Another one was faster: read again.
                }
            }
        })));

        Assert.Equal(80, (await GetAsync("counter"))!.Document.Count);
    }

    [Fact]
    public async Task A_reader_never_sees_half_a_transaction()
    {
        var (left, right) = (await CreateAsync("left"), await CreateAsync("right"));
        var writing = Task.Run(async () =>
        {
            for (var i = 1; i <= 100; i++)
            {
                left = left with { Document = new Note("left", i) };
                right = right with { Document = new Note("right", i) };
                var revisions = await Store.CommitAsync(
                    [Note.Plain.Update(Alice, left), Note.Plain.Update(Alice, right)], None);
                (left, right) = (left with { Revision = revisions[0] }, right with { Revision = revisions[1] });
            }
        });

        do
        {
            var page = await Store.ListAsync(Alice, Note.Plain, new ListQuery(), None);
            Assert.Equal(page.Items[0].Document.Count, page.Items[1].Document.Count);
        }
        while (!writing.IsCompleted);

        await writing;
    }

    [Fact]
    public async Task A_cancelled_write_is_not_written()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Store.CreateAsync(Alice, Note.Plain, new("a", new Note("a")), cancelled.Token));

        Assert.Null(await GetAsync("a"));
    }

    [Fact]
    public async Task A_transaction_has_1_to_1000_writes()
    {
        var write = Note.Plain.Delete(Alice, "a");

        await Assert.ThrowsAnyAsync<ArgumentException>(() => Store.CommitAsync([], None));
        await Assert.ThrowsAnyAsync<ArgumentException>(
            () => Store.CommitAsync(Enumerable.Repeat(write, 1001).ToList(), None));
        Assert.Equal(1000, (await Store.CommitAsync(Enumerable.Repeat(write, 1000).ToList(), None)).Count);
    }
}
