using System.Text.RegularExpressions;
using Ganban.Inference.ModelStore;
using Ganban.Storage.Objects;

namespace Ganban.Bedrock.ModelImport;

/// <summary>
/// The files of a model in a folder of a bucket: one GGUF file, or safetensors with what belongs to them. Other objects
/// and folders in it are passed over.
/// </summary>
internal sealed partial class ImportSource(IObjectStore objects, ModelImportOptions options)
{
    private const int FilesMax = 1000;
    private const int PagesMax = 10;
    private const long SmallFileBytesMax = 256L << 20; // of what is not weights and is read whole
    private static readonly DiskBudget Disk = new();

    /// <summary>Copies the files that make the model.</summary>
    /// <param name="place">The folder in the bucket.</param>
    /// <param name="folder">Where to; it is made anew.</param>
    /// <param name="cancellationToken">Ends the copying.</param>
    /// <returns>The GGUF file's path; null where the folder has safetensors.</returns>
    /// <exception cref="ImportFailedException">They are not there, or too large.</exception>
    /// <exception cref="ObjectStoreException">The bucket can't be read.</exception>
    /// <exception cref="ModelStoreException">The disk has no room.</exception>
    public async Task<string?> Fetch(ObjectAddress place, string folder, CancellationToken cancellationToken)
    {
        place = place.Key.Length == 0 || place.Key.EndsWith('/') ? place : place with { Key = place.Key + "/" };
        var files = Choose(place, await List(place, cancellationToken));
        var bytes = files.Sum(file => file.Bytes);
        if (bytes > options.SourceBytesMax)
        {
            throw new ImportFailedException(
                $"The model in {place} has {bytes} bytes; the most are {options.SourceBytesMax}.");
        }

        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true); // what a process before this one left
        }

        Directory.CreateDirectory(folder);
        var isGguf = files is [{ Key: var only }] && IsGguf(only);
        Disk.Require(folder, stored: 0, isGguf ? bytes : 2 * bytes); // the copy and what it is converted to
        foreach (var file in files)
        {
            await using var reading = await objects.Open(place with { Key = file.Key }, null, cancellationToken);
            if (reading.Bytes != file.Bytes)
            {
                throw new ImportFailedException($"The object {place with { Key = file.Key }} was changed meanwhile.");
            }

            await using var copy = File.Create(Path.Combine(folder, NameOf(file.Key)));
            await reading.Content.CopyToAsync(copy, cancellationToken);
        }

        return isGguf ? Path.Combine(folder, NameOf(files[0].Key)) : null;
    }

    private async Task<List<StoredObject>> List(ObjectAddress place, CancellationToken cancellationToken)
    {
        var found = new List<StoredObject>();
        var query = new ObjectQuery { Prefix = place.Key, Delimiter = "/" };
        for (var pages = 0; pages < PagesMax; pages++)
        {
            var page = await objects.List(place.Account, place.Bucket, query, cancellationToken);
            found.AddRange(page.Objects.Where(file => FileName().IsMatch(NameOf(file.Key))));
            if (page.Next is null)
            {
                return found;
            }

            query = query with { Continuation = page.Next };
        }

        throw new ImportFailedException($"The folder {place} has too many objects. Give the model a folder of its own.");
    }

    private static List<StoredObject> Choose(ObjectAddress place, List<StoredObject> found)
    {
        var ggufs = found.Where(file => IsGguf(file.Key)).ToList();
        var weights = found.Where(file => IsSafetensors(file.Key)).ToList();
        var names = found.Select(file => NameOf(file.Key)).ToHashSet(StringComparer.Ordinal);
        if (ggufs.Count + weights.Count == 0)
        {
            throw new ImportFailedException(
                $"The folder {place} has no model: neither config.json with *.safetensors and tokenizer.json, nor a .gguf file.");
        }

        if (ggufs.Count > 0)
        {
            return ggufs.Count == 1 && weights.Count == 0
                ? ggufs
                : throw new ImportFailedException(
                    $"The folder {place} has more than one model. Leave one .gguf file, or the safetensors, in it.");
        }

        if (!names.Contains("config.json"))
        {
            throw new ImportFailedException($"The folder {place} has safetensors, but no config.json.");
        }

        if (found.FirstOrDefault(file => !IsSafetensors(file.Key) && file.Bytes > SmallFileBytesMax) is { } large)
        {
            throw new ImportFailedException(
                $"The object {place with { Key = large.Key }} has {large.Bytes} bytes; the most are {SmallFileBytesMax}.");
        }

        return found.Count <= FilesMax
            ? found
            : throw new ImportFailedException($"The folder {place} has more than {FilesMax} files.");
    }

    // One called tokenizer.gguf stands for the tokenizer of safetensors.
    private static bool IsGguf(string key) =>
        key.EndsWith(".gguf", StringComparison.Ordinal) && NameOf(key) != "tokenizer.gguf";

    private static bool IsSafetensors(string key) => key.EndsWith(".safetensors", StringComparison.Ordinal);

    private static string NameOf(string key) => key[(key.LastIndexOf('/') + 1)..];

    [GeneratedRegex(@"^[A-Za-z0-9_][A-Za-z0-9_.-]{0,200}\.(gguf|safetensors|json|jinja|model|txt)\z")]
    private static partial Regex FileName();
}
