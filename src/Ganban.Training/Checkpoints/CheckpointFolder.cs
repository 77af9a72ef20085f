using System.Globalization;
using Ganban.Training.Models;

namespace Ganban.Training.Checkpoints;

/// <summary>
/// A folder of checkpoints, the newest few. One is written under another name, flushed to the disk and renamed, so that
/// what bears a checkpoint's name is whole, whenever the process or the machine ends.
/// </summary>
public sealed class CheckpointFolder
{
    private const string Suffix = ".checkpoint";
    private const int Kept = 3;

    private readonly Func<string, FileStream> _create;

    /// <summary>Uses a folder, which is made when it is first written to.</summary>
    /// <param name="path">Where.</param>
    public CheckpointFolder(string path)
        : this(path, part => new FileStream(part, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20))
    {
    }

    /// <summary>The same with another way to make a file, for tests of full disks.</summary>
    internal CheckpointFolder(string path, Func<string, FileStream> create)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        (Path, _create) = (path, create);
    }

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>The checkpoints there, the newest first.</summary>
    public IReadOnlyList<string> Files => Directory.Exists(Path)
        ? [.. Directory.GetFiles(Path, "*" + Suffix).OrderDescending(StringComparer.Ordinal)]
        : [];

    /// <summary>Writes a checkpoint, and deletes the oldest.</summary>
    internal void Save(CheckpointState state, IReadOnlyList<float[]> lists)
    {
        var name = state.Step.ToString("D10", CultureInfo.InvariantCulture) + Suffix;
        var path = System.IO.Path.Combine(Path, name);
        var part = path + ".part";
        try
        {
            Directory.CreateDirectory(Path);
            using (var stream = _create(part))
            {
                CheckpointFile.Write(stream, state, lists);
                stream.Flush(flushToDisk: true);
            }

            File.Move(part, path, overwrite: true);
            foreach (var old in Files.Skip(Kept))
            {
                File.Delete(old);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            TryDelete(part);
            var files = Files;
            throw new TrainingException(
                $"The checkpoint of step {state.Step} can't be written to '{Path}': {e.Message} "
                + (files.Count == 0 ? "There is none yet." : $"The last good one is '{files[0]}'; resume from there."),
                e);
        }
    }

    /// <summary>Reads the newest checkpoint that is whole.</summary>
    /// <param name="lists">Take the numbers; unchanged if no checkpoint is read.</param>
    /// <param name="model">What they must be of.</param>
    /// <param name="warn">Told of checkpoints that can't be read.</param>
    /// <returns>Its header, or null if there is no checkpoint.</returns>
    internal CheckpointState? Load(IReadOnlyList<float[]> lists, TransformerConfig model, Action<string> warn)
    {
        var files = Files;
        foreach (var file in files)
        {
            try
            {
                using var stream = File.OpenRead(file);
                var state = CheckpointFile.ReadState(stream);
                if (state.Model != model || state.Parameters != lists[0].Length)
                {
                    throw new TrainingException(
                        $"The checkpoint '{file}' is of another model: {state.Model}, {state.Parameters} numbers; "
                        + $"this one is {model}, {lists[0].Length} numbers. Choose another folder.");
                }

                CheckpointFile.Read(stream, lists);
                return state;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
            {
                warn($"The checkpoint '{file}' can't be read: {e.Message}. The one before it is tried.");
            }
        }

        return files.Count == 0
            ? null
            : throw new TrainingException($"None of the {files.Count} checkpoints in '{Path}' can be read. "
                + "Restore one from a copy, or start in another folder.");
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A left-over is overwritten by the next checkpoint.
        }
    }
}
