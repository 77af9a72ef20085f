using System.Security.Cryptography;
using Ganban.Inference.ModelFiles;
using Ganban.Inference.ModelStore;

namespace Ganban.Inference.Tests.ModelStore;

public sealed class StoredModelsTests : StoreFolder
{
    [Fact]
    public async Task A_stored_file_is_listed_with_what_it_says_of_itself()
    {
        await Add("tiny");
        var model = Assert.Single(Store.List());
        Assert.Equal(("tiny", "llama", 25_000, 512, "F32"), (model.Name, model.Architecture, model.Parameters, model.ContextLength, model.Quantization));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Model())), model.Files[0].Sha256);
        Assert.Equal(Model().Length, model.Bytes);
        using var file = GgufFile.Open(Store.PathOf(model));
        Assert.Equal("{{ messages }}", ModelDescription.Of(file).ChatTemplate);
    }

    [Fact]
    public async Task A_removed_model_is_gone_with_its_files()
    {
        await Add("tiny");
        Store.Remove("tiny");
        Assert.Empty(Store.List());
        Assert.Empty(Directory.EnumerateFiles(Store.Folder, "*", SearchOption.AllDirectories));
        Assert.Contains("no model 'tiny'", Assert.Throws<ModelStoreException>(() => Store.Remove("tiny")).Message);
    }

    [Theory]
    [InlineData("../outside")]
    [InlineData("..")]
    [InlineData(".partial")]
    [InlineData("a/b")]
    [InlineData("/etc")]
    [InlineData("")]
    public void A_name_that_leads_out_of_the_store_is_refused(string name)
    {
        Directory.CreateDirectory(Path.Combine(Root, "outside"));
        File.WriteAllText(Path.Combine(Root, "outside", "manifest.json"), "{}");
        Assert.Throws<ModelStoreException>(() => Store.Remove(name));
        Assert.Throws<ModelStoreException>(() => Store.Stage(name));
        Assert.Null(Store.Find(name));
        Assert.True(File.Exists(Path.Combine(Root, "outside", "manifest.json")));
    }

    [Fact]
    public async Task A_link_out_of_the_store_is_left_alone()
    {
        await Add("tiny");
        var outside = Path.Combine(Root, "outside");
        Directory.Move(Path.Combine(Store.Folder, "tiny"), outside);
        Directory.CreateSymbolicLink(Path.Combine(Store.Folder, "tiny"), outside);
        Assert.Contains("outside the store", Assert.Throws<ModelStoreException>(() => Store.Remove("tiny")).Message);
        Assert.True(File.Exists(Path.Combine(outside, "tiny.gguf")));
    }

    [Fact]
    public async Task A_name_belongs_to_one_model_and_to_one_process_at_a_time()
    {
        await Add("tiny");
        Assert.Contains("already", Assert.Throws<ModelStoreException>(() => Store.Stage("tiny")).Message);
        using var stage = Store.Stage("other");
        Assert.Contains("Another process", Assert.Throws<ModelStoreException>(() => Store.Stage("other")).Message);
    }

    [Fact]
    public async Task A_file_that_is_no_model_never_becomes_visible()
    {
        using var stage = Store.Stage("broken");
        var path = Path.Combine(Root, "broken.gguf");
        await File.WriteAllTextAsync(path, "GGUF, or not.");
        var file = await stage.Copy(path, null, default);
        Assert.Throws<ModelFileException>(() => stage.Commit([file], path, null));
        Assert.Empty(Store.List());
        Assert.Empty(Visible());
    }

    [Fact]
    public async Task A_manifest_that_can_not_be_read_or_names_other_folders_is_no_model()
    {
        await Add("tiny");
        var manifest = Path.Combine(Store.Folder, "tiny", "manifest.json");
        var text = await File.ReadAllTextAsync(manifest);
        await File.WriteAllTextAsync(manifest, text.Replace("tiny.gguf", "../../outside.gguf", StringComparison.Ordinal));
        Assert.Null(Store.Find("tiny"));
        await File.WriteAllTextAsync(manifest, text[..20]);
        Assert.Empty(Store.List());
    }

    [Fact]
    public async Task What_does_not_fit_is_refused_by_the_limit_that_it_breaks()
    {
        await Add("tiny");
        var full = Open(new DiskBudget(BytesMax: 150_000));
        full.RequireSpace(10_000);
        Assert.Contains("Ganban:Store:BytesMax", Assert.Throws<ModelStoreException>(() => full.RequireSpace(90_000)).Message);
        var disk = Open(new DiskBudget(FreeBytesMin: long.MaxValue / 2));
        Assert.Contains("Ganban:Store:FreeBytesMin", Assert.Throws<ModelStoreException>(() => disk.RequireSpace(1)).Message);
    }

    private async Task Add(string name)
    {
        var path = Path.Combine(Root, name + ".gguf");
        await File.WriteAllBytesAsync(path, Model());
        using var stage = Store.Stage(name);
        stage.Commit([await stage.Copy(path, null, default)], path, null);
    }
}
