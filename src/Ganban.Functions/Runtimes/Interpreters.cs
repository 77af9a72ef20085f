using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using Ganban.Functions.Processes;

namespace Ganban.Functions.Runtimes;

/// <summary>
/// Finds the machine's interpreters on the search path and asks each once for the path of its real program: what lies
/// on the search path may be a script that chooses one by variables that a function does not get.
/// </summary>
internal sealed class Interpreters
{
    private static readonly TimeSpan AnswerMax = TimeSpan.FromSeconds(20);
    private const string PythonQuestion = "import sys; print(sys.executable)";
    private const string NodeQuestion = "console.log(process.execPath)";

    private readonly ConcurrentDictionary<string, Lazy<Task<string?>>> _found = [];

    /// <summary>
    /// The interpreter of a runtime such as <c>python3.12</c>: the one of that name, or else <c>python3</c>.
    /// </summary>
    /// <returns>Null if there is none.</returns>
    public async Task<string?> Python(string name) =>
        await Ask(name, "-c", PythonQuestion) ?? await Ask("python3", "-c", PythonQuestion);

    /// <summary>Node.js.</summary>
    /// <returns>Null if there is none.</returns>
    public Task<string?> Node() => Ask("node", "-e", NodeQuestion);

    private Task<string?> Ask(string name, string option, string question) =>
        _found.GetOrAdd(name, _ => new(() => Run(name, option, question))).Value;

    private static async Task<string?> Run(string name, string option, string question)
    {
        if (SearchPath.Find(name) is not { } path)
        {
            return null;
        }

        var start = new ProcessStartInfo(path, [option, question])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var late = new CancellationTokenSource(AnswerMax);
        try
        {
            using var process = Process.Start(start)!;
            await using var end = late.Token.Register(process.Kill);
            var error = process.StandardError.ReadToEndAsync(late.Token);
            var answer = await process.StandardOutput.ReadToEndAsync(late.Token);
            await error;
            await process.WaitForExitAsync(late.Token);
            var lines = answer.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            return process.ExitCode == 0 && lines is [var program] ? program : null;
        }
        catch (Exception e) when (e is Win32Exception or OperationCanceledException or IOException)
        {
            return null;
        }
    }
}
