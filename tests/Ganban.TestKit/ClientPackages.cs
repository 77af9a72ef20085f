using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Ganban.TestKit;

/// <summary>The scripts of tests/clients and the JavaScript packages that they need.</summary>
public static class ClientPackages
{
    private static readonly Lazy<Task> Installed = new(InstallOnce);
    private static readonly Lazy<string?> Lacking = new(Probe);

    /// <summary>The folder tests/clients.</summary>
    public static string Folder { get; } =
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", "clients"));

    /// <summary>Why the scripts can't run; null if they can.</summary>
    public static string? Missing => Lacking.Value;

    /// <summary>Installs the packages once, by their lock file.</summary>
    public static Task Install() => Installed.Value;

    private static async Task InstallOnce()
    {
        var wanted = await File.ReadAllTextAsync(Path.Combine(Folder, "package-lock.json"));
        var installed = Path.Combine(Folder, "node_modules", ".installed-lock.json");
        if (File.Exists(installed) && await File.ReadAllTextAsync(installed) == wanted)
        {
            return;
        }

        using var npm = Process.Start(new ProcessStartInfo("npm", ["ci", "--no-audit", "--no-fund"])
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = npm.StandardOutput.ReadToEndAsync();
        var error = npm.StandardError.ReadToEndAsync();
        await npm.WaitForExitAsync();
        if (npm.ExitCode != 0)
        {
            throw new InvalidOperationException(
                $"npm ci failed; it needs the package registry once. {await output}{await error}");
        }

        await File.WriteAllTextAsync(installed, wanted);
    }

    private static string? Probe()
    {
        foreach (var program in new[] { "node", "npm" })
        {
            try
            {
                using var process = Process.Start(
                    new ProcessStartInfo(program, ["--version"]) { RedirectStandardOutput = true })!;
                process.StandardOutput.ReadToEnd();
                process.WaitForExit();
            }
            catch (Win32Exception)
            {
                return $"This machine lacks it: '{program}' finds no program.";
            }
        }

        return null;
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
