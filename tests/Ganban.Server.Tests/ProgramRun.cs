using System.Diagnostics;
using Ganban.TestKit;

namespace Ganban.Server.Tests;

/// <summary>A program that ran to its end.</summary>
/// <param name="ExitCode">What it ended with.</param>
/// <param name="Output">Its standard output.</param>
/// <param name="Error">Its standard error.</param>
internal sealed record ProgramRun(int ExitCode, string Output, string Error)
{
    /// <summary>Runs the built <c>ganban</c>.</summary>
    public static Task<ProgramRun> Ganban(params string[] arguments) =>
        Start("dotnet", [GanbanServer.Executable, .. arguments]);

    /// <summary>Runs the built <c>ganban</c> with environment variables.</summary>
    public static Task<ProgramRun> Ganban(IReadOnlyDictionary<string, string> environment, params string[] arguments) =>
        Start("dotnet", [GanbanServer.Executable, .. arguments], environment);

    /// <summary>Runs a program.</summary>
    public static async Task<ProgramRun> Start(
        string program,
        IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string>? environment = null,
        string? folder = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? "",
        };
        start.Environment["NO_COLOR"] = "1";
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        using var process = Process.Start(start)!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(timeout.Token);
            var error = process.StandardError.ReadToEndAsync(timeout.Token);
            await process.WaitForExitAsync(timeout.Token);
            return new(process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw;
        }
    }
}
