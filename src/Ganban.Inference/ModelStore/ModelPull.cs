using Ganban.Inference.ModelFiles;

namespace Ganban.Inference.ModelStore;

/// <summary>
/// Fetches models into the store. Whatever interrupts it, the store shows the whole model or none, and the next attempt
/// goes on where this one ended.
/// </summary>
public sealed class ModelPull : IDisposable
{
    private readonly StoredModels _store;
    private readonly HttpClient _client = HubHttp.CreateClient();
    private readonly HubHttp _http;

    /// <param name="store">Where models go.</param>
    /// <param name="options">Where they come from.</param>
    /// <param name="clock">Measures pauses and silence.</param>
    public ModelPull(StoredModels store, HubOptions options, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(options);
        _store = store;
        _http = new HubHttp(_client, options, clock);
    }

    /// <summary>Fetches a model.</summary>
    /// <param name="request">Which.</param>
    /// <param name="progress">Takes how far it is; may be called from several threads.</param>
    /// <param name="cancellationToken">Ends it; what is there is kept for the next attempt.</param>
    /// <exception cref="ModelStoreException">It can't be had or kept; the message says why.</exception>
    /// <exception cref="ModelFileException">What was fetched is no model.</exception>
    public async Task<StoredModel> Fetch(
        PullRequest request, IProgress<PullProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        try
        {
            return Uri.TryCreate(request.Address, UriKind.Absolute, out var address)
                ? await FetchAddress(request, address, progress, cancellationToken)
                : await FetchRepository(request, progress, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelStoreException($"The model can't be written to {_store.Folder}: {e.Message}", e);
        }
    }

    /// <summary>Closes the connections.</summary>
    public void Dispose() => _client.Dispose();

    private async Task<StoredModel> FetchAddress(
        PullRequest request, Uri address, IProgress<PullProgress>? progress, CancellationToken cancellationToken)
    {
        var file = Uri.UnescapeDataString(address.Segments[^1]);
        if (address.Scheme is not ("http" or "https") || !file.EndsWith(".gguf", StringComparison.OrdinalIgnoreCase))
        {
            throw new ModelStoreException($"'{address.GetLeftPart(UriPartial.Path)}' is not the address of a GGUF file "
                + "(http://… or https://…, ending in .gguf).");
        }

        using var stage = _store.Stage(request.Name ?? PullSelection.NameOf(ModelName.FileOf(file)));
        var files = new List<StoredModelFile>();
        foreach (var part in GgufOpening.Parts(file))
        {
            var partAddress = new UriBuilder(address)
            {
                Path = address.AbsolutePath[..^address.Segments[^1].Length] + Uri.EscapeDataString(part),
            };
            files.Add(await FetchFile(
                stage, Path.Combine(stage.Content, part), partAddress.Uri, null, progress, cancellationToken));
        }

        return stage.Commit(files, address.GetLeftPart(UriPartial.Path), null);
    }

    private async Task<StoredModel> FetchRepository(
        PullRequest request, IProgress<PullProgress>? progress, CancellationToken cancellationToken)
    {
        var address = HubAddress.Parse(request.Address);
        var hub = new Hub(_http);
        var revision = await hub.Find(address, cancellationToken);
        var selection = PullSelection.Choose(address, revision.Files, request.File);
        using var stage = _store.Stage(request.Name ?? selection.Name);
        _store.RequireSpace(selection.Files.Sum(file => Missing(stage, file)));
        var source = new Uri(_http.Options.Endpoint, $"{address.Owner}/{address.Repository}").ToString();
        var files = new List<StoredModelFile>();
        foreach (var file in selection.Files)
        {
            var name = ModelName.FileOf(file.Path);
            var target = selection.IsImport
                ? Path.Combine([stage.Folder, "source", .. file.Path.Split('/')])
                : Path.Combine(stage.Content, name);
            files.Add(await FetchFile(
                stage, target, hub.AddressOf(address, revision, file), file.Sha256, progress, cancellationToken));
        }

        if (selection.IsImport)
        {
            var model = $"{stage.Name}.gguf";
            GgufConverter.Convert(
                Path.Combine(stage.Folder, "source"),
                Path.Combine(stage.Content, model),
                request.ImportAs ?? QuantizationMix.Get("Q8_0"),
                stage.Name);
            files = [await stage.Describe(model, cancellationToken)];
        }

        return stage.Commit(files, source, revision.Commit);
    }

    private async Task<StoredModelFile> FetchFile(
        ModelStage stage,
        string target,
        Uri address,
        string? checksum,
        IProgress<PullProgress>? progress,
        CancellationToken cancellationToken)
    {
        var name = Path.GetFileName(target);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);

        // A whole file of an earlier attempt counts if the hub still names its checksum.
        if (!File.Exists(target) || checksum is null
            || !await Checksum.Matches(target, checksum, cancellationToken))
        {
            var partial = Path.Combine(stage.Folder, PartialName(stage, target));
            await new FileDownload(_http, _store.RequireSpace)
                .Fetch(address, partial, checksum, progress, cancellationToken);
            File.Move(partial, target, overwrite: true);
        }

        var known = checksum is { Length: 64 } ? checksum : await Checksum.Sha256(target, cancellationToken);
        return new StoredModelFile(name, new FileInfo(target).Length, known);
    }

    // A repository may have files of one name in several folders.
    private static string PartialName(ModelStage stage, string target) =>
        Path.GetRelativePath(stage.Folder, target).Replace(Path.DirectorySeparatorChar, '+');

    private static long Missing(ModelStage stage, HubFile file)
    {
        var target = Path.Combine(stage.Content, ModelName.FileOf(file.Path));
        var state = DownloadState.Load(Path.Combine(stage.Folder, PartialName(stage, target) + ".part.json"));
        return File.Exists(target) ? 0 : (file.Bytes ?? 0) - (state?.ToRanges().Count ?? 0);
    }
}
