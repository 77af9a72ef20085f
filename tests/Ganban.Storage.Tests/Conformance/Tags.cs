namespace Ganban.Storage.Tests.Conformance;

public abstract partial class ResourceStoreConformance
{
    [Fact]
    public async Task Tags_are_set_changed_and_removed_by_key()
    {
        await TagAsync(Alice, "arn:a", ("k2", "two"), ("k1", "one"), ("K1", ""));
        await TagAsync(Alice, "arn:a", ("k2", "zwei"), ("k3", "three"));

        await Store.CommitAsync([Write.Untag(Alice, "arn:a", ["k1", "absent"])], None);

        var tags = await Store.GetTagsAsync(Alice, "arn:a", None);
        Assert.Equal([new("K1", ""), new("k2", "zwei"), new("k3", "three")], tags.ToList());
    }

    [Fact]
    public async Task Tags_of_one_tenant_are_absent_to_another()
    {
        await TagAsync(Alice, "arn:a", ("k", "v"));

        Assert.Empty(await Store.GetTagsAsync(Bob, "arn:a", None));
        Assert.Empty(await Store.FindTaggedAsync(Bob, "k", null, null, 10, None));
        await Store.CommitAsync([Write.UntagAll(Bob, "arn:a")], None);
        Assert.Single(await Store.GetTagsAsync(Alice, "arn:a", None));
    }

    [Fact]
    public async Task A_creation_can_bring_its_tags_and_a_deletion_take_them_along()
    {
        var tags = new TagSet("arn:a", new Dictionary<string, string> { ["k"] = "v" });
        await Store.CreateAsync(Alice, Note.Plain, new("a", new Note("a")) { Tags = tags }, None);
        Assert.Equal("v", (await Store.GetTagsAsync(Alice, "arn:a", None))["k"]);

        await Store.CommitAsync([Note.Plain.Delete(Alice, "a"), Write.UntagAll(Alice, "arn:a")], None);

        Assert.Empty(await Store.GetTagsAsync(Alice, "arn:a", None));
    }

    [Fact]
    public async Task Resources_are_found_by_tag_page_by_page()
    {
        foreach (var name in new[] { "d", "b", "a", "c" })
        {
            await TagAsync(Alice, $"arn:{name}", ("team", name is "b" or "d" ? "red" : "blue"), ("other", "x"));
        }

        Assert.Equal(["arn:b", "arn:d"], await Store.FindTaggedAsync(Alice, "team", "red", null, 10, None));
        Assert.Equal(["arn:a", "arn:b"], await Store.FindTaggedAsync(Alice, "team", null, null, 2, None));
        Assert.Equal(["arn:c", "arn:d"], await Store.FindTaggedAsync(Alice, "team", null, "arn:b", 2, None));
        Assert.Empty(await Store.FindTaggedAsync(Alice, "team", "green", null, 2, None));
    }

    private async Task TagAsync(Tenant tenant, string arn, params (string Key, string Value)[] tags) =>
        await Store.CommitAsync(
            [Write.Tag(tenant, new(arn, tags.ToDictionary(tag => tag.Key, tag => tag.Value)))], None);
}
