namespace Ganban.Storage.Tests.Conformance;

public abstract partial class ResourceStoreConformance
{
    public static TheoryData<ListSort, int> SortsAndPageSizes()
    {
        var data = new TheoryData<ListSort, int>();
        foreach (var sort in Enum.GetValues<ListSort>())
        {
            foreach (var size in new[] { 1, 3, 10, 1000 })
            {
                data.Add(sort, size);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(SortsAndPageSizes))]
    public async Task Pages_together_are_the_sorted_list(ListSort sort, int pageSize)
    {
        var all = await CreateTenAsync();

        var (ids, pages) = await ListAllAsync(new ListQuery { Sort = sort, PageSize = pageSize });

        Assert.Equal(Sorted(all, sort), ids);
        Assert.Equal((all.Count + pageSize - 1) / pageSize, pages);
    }

    [Theory]
    [InlineData(ListSort.CreatedAscending)]
    [InlineData(ListSort.CreatedDescending)]
    [InlineData(ListSort.NameAscending)]
    [InlineData(ListSort.NameDescending)]
    public async Task Documents_that_stay_are_listed_once_whatever_happens_between_pages(ListSort sort)
    {
        var stay = await CreateTenAsync();
        await CreateAsync("goes-1", "b");
        await CreateAsync("goes-2", "d");
        var query = new ListQuery { Sort = sort, PageSize = 2 };
        var seen = new List<string>();
        var step = 0;
        do
        {
            var page = await Store.ListAsync(Alice, Note.Plain, query, None);
            seen.AddRange(page.Items.Select(item => item.Id));
            query = query with { PageToken = page.NextToken };
            Clock.Advance(TimeSpan.FromSeconds(1));
            await CreateAsync($"comes-{step}", "c");
            await Store.DeleteAsync(Alice, Note.Plain, $"goes-{step++}", None);
            await Store.DeleteAsync(Alice, Note.Plain, $"comes-{step - 2}", None);
        }
        while (query.PageToken is not null && step < 100);

        Assert.Null(query.PageToken);
        Assert.Equal(
            Sorted(stay, sort), seen.Where(id => stay.Any(document => document.Id == id)));
        Assert.Equal(seen.Distinct(), seen);
    }

    [Fact]
    public async Task Filters_are_combined()
    {
        var start = Clock.GetUtcNow();
        for (var i = 0; i < 6; i++)
        {
            await CreateAsync($"{i}", i % 2 == 0 ? $"even {i}" : $"Odd {i}", i < 4 ? "p" : "q");
            Clock.Advance(TimeSpan.FromHours(1));
        }

        Assert.Equal(["0", "1", "2", "3"], await Ids(new() { Parent = "p" }));
        Assert.Equal(["0", "2", "4"], await Ids(new() { NameContains = "even" }));
        Assert.Equal([], await Ids(new() { NameContains = "EVEN" }));
        Assert.Equal([], await Ids(new() { NameContains = "%" }));
        Assert.Equal(["3", "4", "5"], await Ids(new() { CreatedAfter = start.AddHours(2) }));
        Assert.Equal(["0", "1"], await Ids(new() { CreatedBefore = start.AddHours(2) }));
        var (justBefore, justAfter) = (start.AddHours(2).AddTicks(-1), start.AddHours(2).AddTicks(1));
        Assert.Equal(["2"], await Ids(new() { CreatedAfter = justBefore, CreatedBefore = justAfter }));
        Assert.Equal(["2"], await Ids(new() { Parent = "p", NameContains = "ven", CreatedAfter = start }));
        Assert.Equal(["3"], await Ids(new() { Id = "3", Version = "" }));
        Assert.Equal([], await Ids(new() { Id = "3", Version = "1" }));

        async Task<List<string>> Ids(ListQuery query) => (await ListAllAsync(query with { PageSize = 2 })).Ids;
    }

    [Fact]
    public async Task A_list_has_the_documents_of_its_kind_only()
    {
        await CreateAsync("a");
        await Store.CreateAsync(Alice, Note.Named, new("b", new Note("b")), None);

        Assert.Equal(["a"], (await ListAllAsync(new ListQuery())).Ids);
    }

    [Fact]
    public async Task The_last_page_has_no_token_even_when_it_is_full()
    {
        Assert.Null((await Store.ListAsync(Alice, Note.Plain, new ListQuery(), None)).NextToken);
        await CreateAsync("a");
        await CreateAsync("b");

        Assert.Null((await Store.ListAsync(Alice, Note.Plain, new ListQuery { PageSize = 2 }, None)).NextToken);
        Assert.NotNull((await Store.ListAsync(Alice, Note.Plain, new ListQuery { PageSize = 1 }, None)).NextToken);
    }

    [Fact]
    public async Task Large_documents_are_all_listed_and_counted_though_a_page_ends_early()
    {
        var text = new string('x', 11 << 20);
        foreach (var id in new[] { "a", "b", "c", "d" })
        {
            await Store.CreateAsync(Alice, Note.Plain, new NewDocument<Note>(id, new Note(text)), None);
        }

        Assert.Equal(
            ["a", "b", "c", "d"],
            await Store.ListAllAsync(Alice, Note.Plain, new ListQuery(), None).Select(note => note.Id).ToListAsync());
        Assert.True(await Store.HasAsync(Alice, Note.Plain, new ListQuery(), 4, None));
        Assert.False(await Store.HasAsync(Alice, Note.Plain, new ListQuery(), 5, None));
    }

    [Fact]
    public async Task A_token_serves_the_list_it_was_made_for_and_no_other()
    {
        await CreateTenAsync();
        var query = new ListQuery { PageSize = 3 };
        query = query with { PageToken = (await Store.ListAsync(Alice, Note.Plain, query, None)).NextToken };

        await AssertRefused(Bob, Note.Plain, query);
        await AssertRefused(Alice, Note.Named, query);
        await AssertRefused(Alice, Note.Plain, query with { Sort = ListSort.NameAscending });
        await AssertRefused(Alice, Note.Plain, query with { Parent = "p" });
        await AssertRefused(Alice, Note.Plain, query with { NameContains = "p" });
        await AssertRefused(Alice, Note.Plain, query with { CreatedAfter = DateTimeOffset.UnixEpoch });

        await ReopenAsync();
        Assert.Equal(4, (await Store.ListAsync(Alice, Note.Plain, query with { PageSize = 4 }, None)).Items.Count);
    }

    [Fact]
    public async Task A_token_with_any_bit_changed_is_refused()
    {
        await CreateTenAsync();
        var query = new ListQuery { PageSize = 3, Sort = ListSort.NameAscending };
        var token = (await Store.ListAsync(Alice, Note.Plain, query, None)).NextToken!;
        Assert.Matches("^[A-Za-z0-9_-]{1,2048}$", token);

        for (var i = 0; i < token.Length; i++)
        {
            var other = token[i] == 'A' ? 'B' : 'A';
            await AssertRefused(
                Alice, Note.Plain, query with { PageToken = token[..i] + other + token[(i + 1)..] });
        }

        foreach (var wrong in new[] { "", " ", "x", "*", token[..^4], token + token, new string('A', 100_000) })
        {
            await AssertRefused(Alice, Note.Plain, query with { PageToken = wrong });
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1001)]
    public async Task A_page_has_1_to_1000_documents(int pageSize) =>
        await Assert.ThrowsAnyAsync<ArgumentException>(
            () => Store.ListAsync(Alice, Note.Plain, new ListQuery { PageSize = pageSize }, None));

    [Fact]
    public async Task A_page_of_large_documents_ends_early_and_loses_none()
    {
        var text = new string('x', 15 << 20);
        for (var i = 0; i < 4; i++)
        {
            await Store.CreateAsync(Alice, Note.Plain, new($"{i}", new Note(text)), None);
        }

        var (ids, pages) = await ListAllAsync(new ListQuery());

        Assert.Equal(["0", "1", "2", "3"], ids);
        Assert.Equal(2, pages);
    }

    // Creation times and names each come twice or thrice, and one document has no name.
    private async Task<List<Stored<Note>>> CreateTenAsync()
    {
        string?[] names = ["c", "a", "c", "B", null, "é", "a", "𝄞", "\uffee", "c"];
        var all = new List<Stored<Note>>();
        for (var i = 0; i < names.Length; i++)
        {
            all.Add(await CreateAsync($"id-{i * 7 % 10}", names[i]));
            Clock.Advance(TimeSpan.FromTicks(i % 3 == 0 ? 10 : 0));
        }

        return all;
    }

    private static IEnumerable<string> Sorted(List<Stored<Note>> inOrderOfCreation, ListSort sort)
    {
        var byCodePoints = Comparer<string?>.Create((left, right) =>
            System.Text.Encoding.UTF8.GetBytes(left ?? "").AsSpan()
                .SequenceCompareTo(System.Text.Encoding.UTF8.GetBytes(right ?? "")));
        var ascending = sort is ListSort.NameAscending or ListSort.NameDescending
            ? inOrderOfCreation.OrderBy(item => item.Name, byCodePoints)
            : inOrderOfCreation.OrderBy(item => item.CreatedAt);
        var ids = ascending.Select(item => item.Id).ToList();
        return sort is ListSort.NameDescending or ListSort.CreatedDescending ? Enumerable.Reverse(ids) : ids;
    }

    private async Task<(List<string> Ids, int Pages)> ListAllAsync(ListQuery query)
    {
        var ids = new List<string>();
        for (var pages = 1; ; pages++)
        {
            Assert.True(pages <= 100, "The pages do not come to an end.");
            var page = await Store.ListAsync(Alice, Note.Plain, query, None);
            ids.AddRange(page.Items.Select(item => item.Id));
            query = query with { PageToken = page.NextToken };
            if (page.NextToken is null)
            {
                return (ids, pages);
            }
        }
    }

    private async Task AssertRefused(Tenant tenant, DocumentKind<Note> kind, ListQuery query) =>
        await Assert.ThrowsAsync<InvalidPageTokenException>(() => Store.ListAsync(tenant, kind, query, None));
}
