namespace Ganban.Storage.Tests.Conformance;

public abstract partial class ResourceStoreConformance
{
    [Fact]
    public async Task A_created_document_is_read_back_as_it_was_written()
    {
        var created = await Store.CreateAsync(
            Alice,
            Note.Plain,
            new("id-1", new Note("岩盤 🪨 \u0001", 7)) { Version = "DRAFT", Name = "ein Name", Parent = "p" },
            None);

        var read = await Store.GetAsync(Alice, Note.Plain, "id-1", "DRAFT", None);

        Assert.Equal(created, read);
        Assert.Equal(("ein Name", "p", "DRAFT"), (read!.Name, read.Parent, read.Version));
        Assert.Equal((Clock.GetUtcNow(), Clock.GetUtcNow()), (read.CreatedAt, read.UpdatedAt));
    }

    [Fact]
    public async Task A_document_without_name_and_parent_has_none()
    {
        var created = await CreateAsync("a");

        var read = await GetAsync("a");

        Assert.Equal(created, read);
        Assert.Equal((null, null), (read!.Name, read.Parent));
    }

    [Fact]
    public async Task An_absent_document_is_null()
    {
        await CreateAsync("a");

        Assert.Null(await GetAsync("b"));
        Assert.Null(await Store.GetAsync(Alice, Note.Plain, "a", "1", None));
        Assert.Null(await Store.GetAsync(Alice, Note.Named, "a", None));
    }

    [Fact]
    public async Task A_document_of_one_tenant_is_absent_to_every_other()
    {
        var mine = await CreateAsync("a");

        foreach (var other in new[] { Bob, Alice with { Region = "eu-west-1" } })
        {
            Assert.Null(await Store.GetAsync(other, Note.Plain, "a", None));
            Assert.False(await Store.DeleteAsync(other, Note.Plain, "a", None));
            Assert.Empty((await Store.ListAsync(other, Note.Plain, new ListQuery(), None)).Items);
            await Assert.ThrowsAsync<RevisionConflictException>(
                () => Store.UpdateAsync(other, Note.Plain, mine, None));
            await Store.CreateAsync(other, Note.Plain, new("a", new Note("theirs")), None);
        }

        Assert.Equal(mine, await GetAsync("a"));
    }

    [Fact]
    public async Task An_id_cannot_be_created_twice()
    {
        var first = await CreateAsync("a");

        var clash = await Assert.ThrowsAsync<ResourceExistsException>(
            () => Store.CreateAsync(Alice, Note.Plain, new("a", new Note("second")), None));

        Assert.Equal((ResourceClash.Id, "a"), (clash.Clash, clash.Value));
        Assert.Equal(first, await GetAsync("a"));
    }

    [Fact]
    public async Task Versions_of_one_id_live_side_by_side()
    {
        foreach (var version in new[] { "DRAFT", "1", "2" })
        {
            await Store.CreateAsync(
                Alice, Note.Named, new("a", new Note(version)) { Version = version, Name = "shared" }, None);
        }

        Assert.True(await Store.DeleteAsync(Alice, Note.Named, "a", "1", None));

        var rest = await Store.ListAsync(Alice, Note.Named, new ListQuery { Id = "a" }, None);
        Assert.Equal(["DRAFT", "2"], rest.Items.Select(item => item.Document.Text));
    }

    [Fact]
    public async Task An_update_replaces_document_name_and_parent()
    {
        var created = await CreateAsync("a", "old", "p");
        Clock.Advance(TimeSpan.FromMinutes(5));

        var updated = await Store.UpdateAsync(
            Alice, Note.Plain, created with { Document = new Note("new", 2), Name = "new", Parent = null }, None);

        Assert.Equal(updated, await GetAsync("a"));
        Assert.Equal((new Note("new", 2), "new", null), (updated.Document, updated.Name, updated.Parent));
        Assert.True(updated.Revision > created.Revision);
        Assert.Equal(TimeSpan.FromMinutes(5), updated.UpdatedAt - updated.CreatedAt);
    }

    [Fact]
    public async Task An_update_of_a_stale_revision_conflicts_and_changes_nothing()
    {
        var read = await CreateAsync("a");
        var current = await Store.UpdateAsync(Alice, Note.Plain, read with { Document = new Note("first") }, None);

        var conflict = await Assert.ThrowsAsync<RevisionConflictException>(
            () => Store.UpdateAsync(Alice, Note.Plain, read with { Document = new Note("second") }, None));

        Assert.Equal((read.Revision, current.Revision), (conflict.Expected, conflict.Actual));
        Assert.Equal(current, await GetAsync("a"));
    }

    [Fact]
    public async Task An_update_of_a_deleted_document_conflicts_even_when_its_id_is_in_use_again()
    {
        var read = await CreateAsync("a");
        await Store.DeleteAsync(Alice, Note.Plain, "a", None);

        var deleted = await Assert.ThrowsAsync<RevisionConflictException>(
            () => Store.UpdateAsync(Alice, Note.Plain, read, None));
        await ReopenAsync();
        var again = await CreateAsync("a");

        Assert.Null(deleted.Actual);
        await Assert.ThrowsAsync<RevisionConflictException>(() => Store.UpdateAsync(Alice, Note.Plain, read, None));
        Assert.Equal(again, await GetAsync("a"));
    }

    [Fact]
    public async Task A_deleted_document_is_gone_and_its_id_is_free()
    {
        await CreateAsync("a");

        Assert.True(await Store.DeleteAsync(Alice, Note.Plain, "a", None));
        Assert.Null(await GetAsync("a"));
        Assert.False(await Store.DeleteAsync(Alice, Note.Plain, "a", None));
        await CreateAsync("a");
    }

    [Fact]
    public async Task A_deletion_of_a_stale_revision_conflicts()
    {
        var read = await CreateAsync("a");
        var current = await Store.UpdateAsync(Alice, Note.Plain, read, None);

        await Assert.ThrowsAsync<RevisionConflictException>(
            () => Store.CommitAsync([Note.Plain.Delete(Alice, "a", revision: read.Revision)], None));
        Assert.NotNull(await GetAsync("a"));

        await Store.CommitAsync([Note.Plain.Delete(Alice, "a", revision: current.Revision)], None);
        Assert.Null(await GetAsync("a"));
    }

    [Fact]
    public async Task A_unique_name_is_taken_once_per_tenant_and_parent()
    {
        Task<Stored<Note>> Create(Tenant tenant, string id, string parent) =>
            Store.CreateAsync(
                tenant, Note.Named, new(id, new Note(id)) { Name = "n", Parent = parent }, None);
        await Create(Alice, "a", "p");

        var clash = await Assert.ThrowsAsync<ResourceExistsException>(() => Create(Alice, "b", "p"));

        Assert.Equal((ResourceClash.Name, "n"), (clash.Clash, clash.Value));
        Assert.Null(await Store.GetAsync(Alice, Note.Named, "b", None));
        await Create(Alice, "c", "other parent");
        await Create(Bob, "a", "p");
        await CreateAsync("plain-1", "n", "p");
        await CreateAsync("plain-2", "n", "p");
    }

    [Fact]
    public async Task A_rename_frees_the_old_name_and_takes_the_new_one()
    {
        Task<Stored<Note>> Create(string id, string name) =>
            Store.CreateAsync(Alice, Note.Named, new(id, new Note(id)) { Name = name }, None);
        var a = await Create("a", "first");
        var b = await Create("b", "second");

        await Assert.ThrowsAsync<ResourceExistsException>(
            () => Store.UpdateAsync(Alice, Note.Named, b with { Name = "first" }, None));
        Assert.Equal(b, await Store.GetAsync(Alice, Note.Named, "b", None));

        await Store.UpdateAsync(Alice, Note.Named, a with { Name = "third" }, None);
        await Store.UpdateAsync(Alice, Note.Named, b with { Name = "first" }, None);
        await Create("c", "second");
    }

    [Fact]
    public async Task Global_documents_live_outside_all_tenants()
    {
        await Store.CreateAsync(Tenant.Global, Note.Global, new("a", new Note("g")), None);

        Assert.NotNull(await Store.GetAsync(Tenant.Global, Note.Global, "a", None));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.GetAsync(Alice, Note.Global, "a", None));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.GetAsync(Tenant.Global, Note.Plain, "a", None));
        await Assert.ThrowsAnyAsync<ArgumentException>(
            () => Store.GetAsync(new Tenant("111111111111", ""), Note.Plain, "a", None));
    }

    [Fact]
    public async Task An_id_that_is_no_clean_text_is_refused()
    {
        foreach (var id in new[] { "", "a\0b", "half a pair \ud83e", new string('x', 257) })
        {
            await Assert.ThrowsAnyAsync<ArgumentException>(() => CreateAsync(id));
            await Assert.ThrowsAnyAsync<ArgumentException>(() => GetAsync(id));
        }
    }

    [Fact]
    public async Task Ids_are_compared_exactly()
    {
        string[] ids = ["a", "A", "ä", "a\u0308", "a ", "a%", "a_", "'"];
        foreach (var id in ids)
        {
            await CreateAsync(id);
        }

        foreach (var id in ids)
        {
            Assert.Equal(id, (await GetAsync(id))!.Document.Text);
        }
    }

    [Fact]
    public async Task A_document_beyond_16_MiB_is_refused_and_one_below_is_kept()
    {
        var text = new string('x', (16 << 20) - 100);

        await Store.CreateAsync(Alice, Note.Plain, new("large", new Note(text)), None);

        Assert.Equal(text, (await GetAsync("large"))!.Document.Text);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            () => Store.CreateAsync(Alice, Note.Plain, new("larger", new Note(text + text)), None));
    }

    [Fact]
    public async Task Everything_is_there_after_reopening()
    {
        var document = await CreateAsync("a", "name");
        await Store.CommitAsync([Write.Tag(Alice, new("arn:a", new Dictionary<string, string> { ["k"] = "v" }))], None);
        await Store.AppendAsync(Alice, "s", new byte[] { 1 }, None);

        await ReopenAsync();

        Assert.Equal(document, await GetAsync("a"));
        Assert.Equal("v", (await Store.GetTagsAsync(Alice, "arn:a", None))["k"]);
        Assert.Equal(2, await Store.AppendAsync(Alice, "s", new byte[] { 2 }, None));
    }
}
