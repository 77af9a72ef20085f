using Ganban.Inference.ModelStore;
using Ganban.TestKit;

namespace Ganban.Inference.Tests.ModelStore;

public sealed class ModelPullTests : StoreFolder
{
    private const string File1 = "tiny-Q8_0.gguf";

    private readonly FakeHub _hub = new();

    public ModelPullTests() => _hub.Files[File1] = Model();

    public override void Dispose()
    {
        _hub.Dispose();
        base.Dispose();
    }

    [Fact]
    public async Task A_repositorys_model_is_fetched_in_parts_and_stored_with_where_it_came_from()
    {
        var model = await Pull();
        Assert.Equal(Model(), await File.ReadAllBytesAsync(Store.PathOf(model)));
        Assert.Equal(("tiny-Q8_0", FakeHub.Commit), (model.Name, model.Revision));
        Assert.Equal(new Uri(_hub.Address, "acme/tiny").ToString(), model.Source);
        Assert.True(_hub.Requests.Count(request => request.StartsWith("cdn", StringComparison.Ordinal)) > 5);
        Assert.Equal([$"tiny-Q8_0/manifest.json", $"tiny-Q8_0/{File1}"], Visible());
        Assert.False(Directory.Exists(Path.Combine(Store.Folder, ".partial", "tiny-Q8_0")));
    }

    [Fact]
    public async Task A_broken_connection_is_taken_up_where_it_broke()
    {
        _hub.Cuts = 3;
        var model = await Pull();
        Assert.Equal(Model(), await File.ReadAllBytesAsync(Store.PathOf(model)));
        Assert.Equal(0, _hub.Cuts);
        Assert.Contains(_hub.Requests, request => request.Contains("If-Range=\"tag-0\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_interrupted_pull_shows_nothing_and_goes_on_next_time()
    {
        await Interrupt();
        Assert.Empty(Visible());
        Assert.Empty(Store.List());
        _hub.Requests.Clear();

        var model = await Pull();
        Assert.Equal(Model(), await File.ReadAllBytesAsync(Store.PathOf(model)));
        Assert.DoesNotContain(_hub.Requests, request => request.Contains("Range=bytes=0-9999", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_file_renewed_between_two_attempts_is_fetched_from_the_start()
    {
        await Interrupt();
        _hub.Renew();
        _hub.Files[File1] = Model(seed: 2);
        _hub.Requests.Clear();

        var model = await Pull();
        Assert.Equal(Model(seed: 2), await File.ReadAllBytesAsync(Store.PathOf(model)));
        Assert.Contains(_hub.Requests, request => request.Contains("Range=bytes=0-9999", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_file_renewed_during_an_attempt_is_fetched_from_the_start()
    {
        var answers = 0;
        _hub.BeforeAnswer = () =>
        {
            if (Interlocked.Increment(ref answers) == 4)
            {
                _hub.Files[File1] = Model(seed: 2);
                _hub.Renew();
            }
        };
        var model = await Pull(new Uri(_hub.Cdn, $"files/{File1}").ToString());
        Assert.Equal(Model(seed: 2), await File.ReadAllBytesAsync(Store.PathOf(model)));
    }

    [Fact]
    public async Task A_server_without_ranges_is_borne()
    {
        _hub.Ranges = false;
        _hub.Cuts = 2; // One is the first look, whose answer nobody reads.
        var model = await Pull();
        Assert.Equal(Model(), await File.ReadAllBytesAsync(Store.PathOf(model)));
    }

    [Fact]
    public async Task A_wrong_checksum_is_refused_and_what_came_is_thrown_away()
    {
        _hub.WrongChecksum = true;
        await AssertRefused("another checksum");
        Assert.DoesNotContain(
            Directory.EnumerateFiles(Path.Combine(Store.Folder, ".partial"), "*", SearchOption.AllDirectories),
            path => path.EndsWith(".part", StringComparison.Ordinal));
        _hub.WrongChecksum = false;
        await Pull();
    }

    [Fact]
    public async Task The_token_goes_to_the_hub_and_to_nobody_else()
    {
        _hub.Token = "hf_secret";
        await AssertRefused("GANBAN__HUB__TOKEN");
        await AssertRefused("403", token: "hf_other");
        Assert.NotEmpty((await Pull(token: "hf_secret")).Files);
        Assert.DoesNotContain(_hub.Requests, request => request.StartsWith("cdn", StringComparison.Ordinal) && request.Contains("Authorization", StringComparison.Ordinal));
        Assert.DoesNotContain("hf_secret", new HubOptions { Token = "hf_secret" }.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("acme/none", "does not exist (404)")]
    [InlineData("nobody", "no model's address")]
    [InlineData("../etc/passwd", "no model's address")]
    [InlineData("acme/..", "no model's address")]
    [InlineData("ftp://127.0.0.1/x.gguf", "not the address of a GGUF file")]
    [InlineData("http://127.0.0.1:1/x.zip", "not the address of a GGUF file")]
    [InlineData("http://127.0.0.1:1/x.gguf", "can't be reached")]
    public async Task What_is_not_there_is_told(string address, string reason) => await AssertRefused(reason, address);

    [Fact]
    public async Task A_hub_that_is_busy_is_asked_again_a_few_times()
    {
        _hub.Refusals.Enqueue(429);
        _hub.Refusals.Enqueue(503);
        await Pull();
        Store.Remove("tiny-Q8_0");
        Enumerable.Repeat(429, 10).ToList().ForEach(_hub.Refusals.Enqueue);
        await AssertRefused("429");
    }

    [Fact]
    public async Task A_split_model_is_fetched_with_all_its_files()
    {
        _hub.Files["Q8_0/big-Q8_0-00001-of-00002.gguf"] = Model(1, 0, 2);
        _hub.Files["Q8_0/big-Q8_0-00002-of-00002.gguf"] = Model(2, 1, 2);
        var model = await Pull(file: "big");
        Assert.Equal(("big-Q8_0", 50_000), (model.Name, model.Parameters));
        Assert.Equal(["big-Q8_0-00001-of-00002.gguf", "big-Q8_0-00002-of-00002.gguf"], model.Files.Select(file => file.Name));
    }

    [Fact]
    public async Task Among_many_models_the_usual_one_is_taken_or_the_one_that_is_asked_for()
    {
        _hub.Files["tiny-Q4_K_M.gguf"] = Model(2);
        _hub.Files["mmproj-Q4_K_M.gguf"] = Model(3);
        Assert.Equal("tiny-Q4_K_M", (await Pull()).Name);
        Assert.Equal("mine", (await Pull(file: "q8_0", name: "mine")).Name);
        await AssertRefused("Choose one with --file", file: "tiny");
    }

    [Theory]
    [InlineData("../evil.gguf")]
    [InlineData(".hidden.gguf")]
    [InlineData("a/../../evil.gguf")]
    [InlineData("/evil.gguf")]
    public async Task A_name_that_leads_out_of_the_folder_is_refused(string name)
    {
        _hub.Files.Clear();
        _hub.Files[name] = Model();
        await AssertRefused("can't be kept under this name");
        Assert.Empty(Directory.EnumerateFiles(Root, "*evil*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_model_that_would_not_fit_is_not_begun()
    {
        using var pull = new ModelPull(Open(new DiskBudget(BytesMax: 50_000)), Options(null), TimeProvider.System);
        var fault = await Assert.ThrowsAsync<ModelStoreException>(() => pull.Fetch(new PullRequest("acme/tiny"), null, default));
        Assert.Contains("BytesMax", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(_hub.Requests, request => request.StartsWith("cdn", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Of_two_pulls_of_a_model_one_is_told_of_the_other()
    {
        using var held = Store.Stage("tiny-Q8_0");
        await AssertRefused("Another process");
    }

    [Fact]
    public async Task Progress_ends_with_all_bytes()
    {
        var last = new Last();
        using var pull = new ModelPull(Store, Options(null), TimeProvider.System);
        await pull.Fetch(new PullRequest("acme/tiny"), last, default);
        Assert.Equal(new PullProgress(File1, Model().Length, Model().Length), last.Furthest);
    }

    private HubOptions Options(string? token) => new()
    {
        Endpoint = _hub.Address,
        Token = token,
        PartBytes = 10_000,
        FirstPause = TimeSpan.FromMilliseconds(1),
        FailuresMax = 4,
    };

    private async Task<StoredModel> Pull(
        string address = "acme/tiny", string? file = null, string? name = null, string? token = null)
    {
        using var pull = new ModelPull(Store, Options(token), TimeProvider.System);
        return await pull.Fetch(new PullRequest(address, file, name), null, default);
    }

    private async Task AssertRefused(
        string reason, string address = "acme/tiny", string? file = null, string? token = null)
    {
        var fault = await Assert.ThrowsAsync<ModelStoreException>(() => Pull(address, file, null, token));
        Assert.Contains(reason, fault.Message, StringComparison.Ordinal);
    }

    /// <summary>A pull that is cancelled after five answers of the second server.</summary>
    private async Task Interrupt()
    {
        using var cancelled = new CancellationTokenSource();
        var answers = 0;
        _hub.BeforeAnswer = () =>
        {
            if (Interlocked.Increment(ref answers) == 6)
            {
                cancelled.Cancel();
            }
        };
        using var pull = new ModelPull(Store, Options(null) with { Connections = 1 }, TimeProvider.System);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pull.Fetch(new PullRequest("acme/tiny"), null, cancelled.Token));
        _hub.BeforeAnswer = null;
    }

    private sealed class Last : IProgress<PullProgress>
    {
        private readonly Lock _lock = new();

        public PullProgress Furthest { get; private set; }

        public void Report(PullProgress value)
        {
            lock (_lock)
            {
                Furthest = value.BytesDone >= Furthest.BytesDone ? value : Furthest;
            }
        }
    }
}
