using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Ganban.Functions.Processes;

/// <summary>
/// A running <see cref="ChildCommand"/>. It leads a process group of its own, and a shell beside it waits for the end
/// of a pipe that this process holds: when that breaks, by <see cref="Kill"/> or because this process has died, the
/// group is killed. So nothing of it outlives the server, not even one that was killed.
/// </summary>
internal sealed class ChildProcess : IDisposable
{
    private const int Block = 512; // bytes that the shell's limit on files counts in
    private const string Shell = "/bin/sh";

    // Descriptor 3 is the pipe. The limits come after the watching shell has been split off. The shell sets no
    // variables: one that the program's environment has would be changed for the program too.
    private const string Script =
        """
        exec 3<&0
        ( read -r _; if [ "$1" = group ]; then kill -KILL 0; else kill -KILL $$; fi ) <&3 >/dev/null 2>&1 &
        exec 3<&- <"$4" >>"$5" 2>>"$6"
        ulimit -c 0
        ulimit -n 1024 2>/dev/null || :
        ulimit -f "$2" 2>/dev/null || :
        ulimit -d "$3" 2>/dev/null || :
        shift 6
        exec "$@"
        """;

    private static readonly string? SetSid = SearchPath.Find("setsid");
    private readonly Process _process;

    private ChildProcess(Process process)
    {
        _process = process;
        Exit = WaitForExit(process);
    }

    /// <summary>Whether this system can run programs with limits.</summary>
    public static bool IsSupported => File.Exists(Shell);

    /// <summary>Completes when its first process has ended, with the exit code; 128 and more: by that signal.</summary>
    public Task<int> Exit { get; }

    /// <summary>Starts it.</summary>
    /// <exception cref="FunctionException">It can't be started.</exception>
    public static ChildProcess Start(ChildCommand command)
    {
        string[] run =
        [
            .. SetSid is null ? Array.Empty<string>() : [SetSid],
            .. command.WithoutNetwork ? NetworkCut.Prefix : [],
            Shell, "-c", Script, "sh",
            SetSid is null ? "process" : "group",
            Number(command.FileBytesMax / Block),
            Number(command.DataBytesMax / 1024),
            command.Input, command.Output, command.Error,
            .. command.Arguments,
        ];
        var start = new ProcessStartInfo(run[0], run[1..])
        {
            RedirectStandardInput = true,
            WorkingDirectory = command.Folder,
        };
        start.Environment.Clear();
        foreach (var (name, value) in command.Environment)
        {
            start.Environment[name] = value;
        }

        try
        {
            return new ChildProcess(Process.Start(start)!);
        }
        catch (Win32Exception e)
        {
            throw new FunctionException(
                FunctionFailure.Unavailable, $"{command.Arguments[0]} can't be started: {e.Message}", e);
        }
    }

    /// <summary>Kills it with all that it has started; what has ended already stays as it is.</summary>
    public void Kill()
    {
        try
        {
            _process.StandardInput.Close();
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or IOException or Win32Exception or AggregateException)
        {
            // It has ended meanwhile.
        }
    }

    /// <summary>Kills it and lets go of it.</summary>
    public void Dispose()
    {
        Kill();
        _process.Dispose();
    }

    private static async Task<int> WaitForExit(Process process)
    {
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
