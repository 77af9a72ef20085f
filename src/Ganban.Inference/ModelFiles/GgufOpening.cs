using System.Globalization;
using System.Text.RegularExpressions;

namespace Ganban.Inference.ModelFiles;

/// <summary>
/// Opens a GGUF file and, if it is the first of a split model, the others: the keys split.no, split.count and
/// split.tensors.count say which file is which and how many tensors all have.
/// </summary>
internal static partial class GgufOpening
{
    // What precedes the tensors' data; the largest real vocabularies take some ten megabytes.
    private const int HeaderBytesMax = 1 << 30;
    private const int PartsMax = 1 << 10;
    private const int TensorsMax = 1 << 20;

    public static GgufFile Open(string path)
    {
        var parts = new List<MappedFile>();
        try
        {
            var (metadata, list) = Read(path, parts);
            var count = (int)(metadata.FindInteger("split.count", 0, PartsMax) ?? 0);
            if (count > 1)
            {
                var expected = metadata.GetInteger("split.tensors.count", 0, TensorsMax);
                var name = First(path, metadata, count);
                for (var part = 1; part < count; part++)
                {
                    list.AddRange(ReadPart(PartPath(name, part, count), part, count, parts));
                }

                if (list.Count != expected)
                {
                    throw new ModelFileException(
                        $"'{path}': its {count} files have {list.Count} tensors together, but split.tensors.count is {expected}.");
                }
            }

            return new GgufFile([.. parts], metadata, ByName(path, list));
        }
        catch
        {
            parts.ForEach(part => part.Dispose());
            throw;
        }
    }

    /// <summary>The files of a split model by the path of its first one; or that path alone.</summary>
    public static IReadOnlyList<string> Parts(string path) =>
        PartName().Match(path) is { Success: true } match
        && int.Parse(match.Groups["count"].Value, CultureInfo.InvariantCulture) is > 1 and <= PartsMax and var count
            ? [.. Enumerable.Range(0, count).Select(part => PartPath(match.Groups["name"].Value, part, count))]
            : [path];

    private static (GgufMetadata Metadata, List<GgufTensor> Tensors) Read(string path, List<MappedFile> parts)
    {
        try
        {
            var file = new MappedFile(path);
            parts.Add(file);
            var header = file.Slice(0, (int)Math.Min(file.Length, HeaderBytesMax));
            return GgufParser.Parse(header, file.Length, parts.Count - 1);
        }
        catch (ModelFileException exception)
        {
            throw new ModelFileException($"'{path}' can't be read as GGUF: {exception.Message}", exception);
        }
    }

    private static string First(string path, GgufMetadata metadata, int count)
    {
        var match = PartName().Match(path);
        if (metadata.GetInteger("split.no", 0, count - 1) != 0)
        {
            var first = match.Success ? $" '{PartPath(match.Groups["name"].Value, 0, count)}'" : "";
            throw new ModelFileException($"'{path}' is not the first of its {count} files; open the first{first}.");
        }

        return match.Success && path == PartPath(match.Groups["name"].Value, 0, count)
            ? match.Groups["name"].Value
            : throw new ModelFileException(
                $"'{path}' is the first of {count} files, but isn't called …{PartPath("", 0, count)}, so the others can't be found.");
    }

    private static List<GgufTensor> ReadPart(string path, int part, int count, List<MappedFile> parts)
    {
        try
        {
            var (metadata, tensors) = Read(path, parts);
            return metadata.GetInteger("split.no", 0, count - 1) == part
                && metadata.GetInteger("split.count", 0, PartsMax) == count
                    ? tensors
                    : throw new ModelFileException($"'{path}' says that it is another part of a split model.");
        }
        catch (FileNotFoundException exception)
        {
            throw new ModelFileException($"The model has {count} files, but '{path}' is missing.", exception);
        }
    }

    private static Dictionary<string, GgufTensor> ByName(string path, List<GgufTensor> list)
    {
        var tensors = new Dictionary<string, GgufTensor>(list.Count, StringComparer.Ordinal);
        foreach (var tensor in list)
        {
            if (!tensors.TryAdd(tensor.Name, tensor))
            {
                throw new ModelFileException(
                    $"'{path}' can't be read as GGUF: there are two tensors called '{tensor.Name}'.");
            }
        }

        return tensors;
    }

    private static string PartPath(string name, int part, int count) =>
        string.Create(CultureInfo.InvariantCulture, $"{name}-{part + 1:00000}-of-{count:00000}.gguf");

    [GeneratedRegex(@"^(?<name>.*)-[0-9]{5}-of-(?<count>[0-9]{5})\.gguf\z", RegexOptions.Singleline)]
    private static partial Regex PartName();
}
