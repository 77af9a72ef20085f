namespace Ganban.Storage.Tests.Conformance;

public abstract partial class ResourceStoreConformance
{
    private static readonly Idempotency Token = Idempotency.Of("token", "request"u8);

    [Fact]
    public async Task The_same_token_and_request_yield_the_earlier_document()
    {
        var first = await CreateOnceAsync("first", Token);

        var second = await CreateOnceAsync("second", Idempotency.Of("token", "request"u8));

        Assert.Equal(first, second);
        Assert.Null(await GetAsync("second"));
    }

    [Fact]
    public async Task A_replay_yields_the_document_as_it_is_now()
    {
        var first = await CreateOnceAsync("first", Token);
        var current = await Store.UpdateAsync(Alice, Note.Plain, first with { Document = new Note("now") }, None);
        await ReopenAsync();

        Assert.Equal(current, await CreateOnceAsync("second", Token));
    }

    [Fact]
    public async Task The_same_token_with_another_request_conflicts()
    {
        await CreateOnceAsync("first", Token);

        var conflict = await Assert.ThrowsAsync<IdempotencyConflictException>(
            () => CreateOnceAsync("second", Idempotency.Of("token", "other"u8)));

        Assert.Equal("token", conflict.Token);
        Assert.Null(await GetAsync("second"));
    }

    [Fact]
    public async Task A_token_is_forgotten_after_eight_hours()
    {
        await CreateOnceAsync("first", Token);
        Clock.Advance(TimeSpan.FromHours(8) - TimeSpan.FromSeconds(1));
        Assert.Equal("first", (await CreateOnceAsync("second", Token)).Id);

        Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("third", (await CreateOnceAsync("third", Idempotency.Of("token", "other"u8))).Id);
        Assert.Equal("third", (await CreateOnceAsync("fourth", Idempotency.Of("token", "other"u8))).Id);
    }

    [Fact]
    public async Task A_token_is_forgotten_with_its_document()
    {
        await CreateOnceAsync("first", Token);
        await Store.DeleteAsync(Alice, Note.Plain, "first", None);

        Assert.Equal("second", (await CreateOnceAsync("second", Token)).Id);
    }

    [Fact]
    public async Task Tokens_of_other_tenants_and_kinds_do_not_meet()
    {
        await CreateOnceAsync("first", Token);

        var bobs = await Store.CreateAsync(Bob, Note.Plain, new("b", new Note("b")), Token, [], None);
        var named = await Store.CreateAsync(Alice, Note.Named, new("c", new Note("c")), Token, [], None);

        Assert.Equal(("b", "c"), (bobs.Id, named.Id));
    }

    [Fact]
    public async Task A_failed_creation_does_not_use_up_its_token()
    {
        await CreateAsync("taken");
        await Assert.ThrowsAsync<ResourceExistsException>(() => CreateOnceAsync("taken", Token));

        Assert.Equal("free", (await CreateOnceAsync("free", Token)).Id);
    }

    [Fact]
    public async Task Writes_that_go_together_with_a_creation_happen_once()
    {
        Write[] together = [Write.Append(Alice, "s", new byte[] { 1 })];
        for (var i = 0; i < 3; i++)
        {
            await Store.CreateAsync(Alice, Note.Plain, new($"a-{i}", new Note("a")), Token, together, None);
        }

        Assert.Single(await Store.ReadStreamAsync(Alice, "s", 1, 10, None));
    }

    [Fact]
    public async Task Concurrent_creations_with_one_token_create_one_document()
    {
        var created = await Task.WhenAll(Enumerable.Range(0, 30).Select(i => CreateOnceAsync($"a-{i}", Token)));

        Assert.Single(created.Distinct());
        Assert.Single((await Store.ListAsync(Alice, Note.Plain, new ListQuery(), None)).Items);
    }

    private Task<Stored<Note>> CreateOnceAsync(string id, Idempotency token) =>
        Store.CreateAsync(Alice, Note.Plain, new(id, new Note(id)), token, [], None);
}
