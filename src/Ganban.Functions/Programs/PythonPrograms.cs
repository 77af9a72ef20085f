using System.Text;
using Ganban.Functions.Processes;
using Ganban.Functions.Runtimes;

namespace Ganban.Functions.Programs;

/// <summary>
/// Runs Python programs, each in a process and a folder of its own, with limits on time, memory, output and files, an
/// environment that holds nothing of the server's, and no network where the system permits to take it away. A program
/// runs as the server's user: it can read what that user can. Safe for concurrent use.
/// </summary>
/// <remarks>At most <see cref="ProgramsMax"/> run at once; the others wait for their turn.</remarks>
public sealed class PythonPrograms : IDisposable
{
    /// <summary>The most programs that run at once.</summary>
    public const int ProgramsMax = 8;

    private readonly Interpreters _interpreters;
    private readonly TimeProvider _clock;
    private readonly string _folder;
    private readonly SemaphoreSlim _places = new(ProgramsMax);

    internal PythonPrograms(Interpreters interpreters, FunctionsOptions options, TimeProvider clock)
    {
        (_interpreters, _clock) = (interpreters, clock);
        _folder = Path.GetFullPath(Path.Combine(options.Folder, "programs"));
        RemovableFolder.Remove(_folder); // what a killed server has left
    }

    /// <summary>Whether programs see no network on this machine.</summary>
    public static bool AreWithoutNetwork => NetworkCut.IsPossible;

    /// <summary>Runs a program to its end. That it fails is a result, not an exception.</summary>
    /// <exception cref="ArgumentException">A file's name is none, or comes twice.</exception>
    /// <exception cref="FunctionException">There is no Python on this machine, or it can't be started.</exception>
    public async Task<ProgramResult> Run(PythonProgram program, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(program);
        CheckNames(program.Files);
        var python = ChildProcess.IsSupported ? await _interpreters.Python("python3") : null;
        if (python is null)
        {
            throw new FunctionException(
                FunctionFailure.Unavailable,
                "There is no Python on this machine. Install Python 3 and see that python3 is on the server's PATH.");
        }

        await _places.WaitAsync(cancellationToken);
        var place = Path.Combine(_folder, Guid.NewGuid().ToString("N"));
        try
        {
            return await Run(program, python, place, cancellationToken);
        }
        finally
        {
            _places.Release();
            RemovableFolder.Remove(place);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _places.Dispose();

    private async Task<ProgramResult> Run(
        PythonProgram program, string python, string place, CancellationToken cancellationToken)
    {
        var work = Directory.CreateDirectory(Path.Combine(place, "work")).FullName;
        var home = Directory.CreateDirectory(Path.Combine(place, "home")).FullName;
        var (source, input) = (Path.Combine(place, "program.py"), Path.Combine(place, "in"));
        var (output, error) = (Path.Combine(place, "out"), Path.Combine(place, "err"));
        await File.WriteAllTextAsync(source, program.Source, new UTF8Encoding(false), cancellationToken);
        await File.WriteAllBytesAsync(input, program.Input, cancellationToken);
        foreach (var file in program.Files)
        {
            await File.WriteAllBytesAsync(Path.Combine(work, file.Name), file.Content, cancellationToken);
        }

        var before = WorkFiles.Look(work);
        using var child = ChildProcess.Start(new ChildCommand([python, "-I", "-B", source], Variables(home), work)
        {
            Input = input,
            Output = output,
            Error = error,
            DataBytesMax = program.MemoryBytesMax,
            FileBytesMax = program.FileBytesMax,
            WithoutNetwork = NetworkCut.IsPossible,
        });
        var isOver = true;
        try
        {
            await child.Exit.WaitAsync(program.TimeMax, _clock, cancellationToken);
        }
        catch (TimeoutException)
        {
            isOver = false;
            child.Kill();
        }

        var exitCode = await child.Exit;
        child.Kill(); // what it may have left running
        var (printed, isPrintedCut) = await WorkFiles.ReadText(output, program.OutputBytesMax, cancellationToken);
        var (failed, isFailedCut) = await WorkFiles.ReadText(error, program.OutputBytesMax, cancellationToken);
        var (files, isFilesCut) = await WorkFiles.ReadChanged(
            work, before, program.FilesMax, program.FileBytesMax, cancellationToken);
        return new ProgramResult(exitCode, printed, OfFolder(failed, place), files)
        {
            IsTimedOut = !isOver,
            IsCut = isPrintedCut || isFailedCut || isFilesCut,
        };
    }

    // Where the server keeps its folders is nobody's business, and only makes a complaint longer.
    private static string OfFolder(string text, string place) =>
        text.Replace(place + Path.DirectorySeparatorChar, "", StringComparison.Ordinal);

    private static Dictionary<string, string> Variables(string home) => new()
    {
        ["PATH"] = SearchPath.Value,
        ["LANG"] = "C.UTF-8",
        ["TZ"] = "UTC",
        ["HOME"] = home,
        ["TMPDIR"] = home,
        ["MPLBACKEND"] = "Agg", // plots are drawn into files
    };

    private static void CheckNames(IReadOnlyList<ProgramFile> files)
    {
        foreach (var name in files.Select(file => file.Name))
        {
            if (!ProgramFile.CanBeNamed(name))
            {
                throw new ArgumentException($"'{name}' can't be the name of a file.", nameof(files));
            }
        }

        if (files.DistinctBy(file => file.Name).Count() != files.Count)
        {
            throw new ArgumentException("Two files have the same name.", nameof(files));
        }
    }
}
