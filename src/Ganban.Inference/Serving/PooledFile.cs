using System.Text.RegularExpressions;
using Ganban.Inference.ModelFiles;

namespace Ganban.Inference.Serving;

/// <summary>What a model file looks like from outside; another look tells whether it was replaced.</summary>
/// <param name="Path">Its full path.</param>
/// <param name="Bytes">Its length, that of a split model's other files included.</param>
/// <param name="Written">When it was last written to.</param>
internal sealed partial record PooledFile(string Path, long Bytes, DateTime Written)
{
    /// <summary>Looks at a file.</summary>
    /// <exception cref="ModelFileException">It is not there.</exception>
    public static PooledFile Look(string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
        {
            throw new ModelFileException(
                $"There is no model file '{file.FullName}'. It was removed or never there; put it back or name another.");
        }

        return new PooledFile(file.FullName, Parts(file).Sum(part => part.Length), file.LastWriteTimeUtc);
    }

    /// <summary>Reads it from end to end, so that the system has it in memory.</summary>
    public async Task Read()
    {
        foreach (var part in Parts(new FileInfo(Path)))
        {
            await using var stream = part.OpenRead();
            await stream.CopyToAsync(Stream.Null, 1 << 20);
        }
    }

    private static FileInfo[] Parts(FileInfo file)
    {
        var match = SplitName().Match(file.Name);
        return match.Success
            ? file.Directory!.GetFiles($"{match.Groups[1].Value}-?????-of-{match.Groups[2].Value}.gguf")
            : [file];
    }

    [GeneratedRegex(@"^(.+)-00001-of-(\d{5})\.gguf$")]
    private static partial Regex SplitName();
}
