using System.Runtime.CompilerServices;

namespace Ganban.Server.Tests.Clients;

/// <summary>The scripts of tests/clients and the packages that they need.</summary>
internal static class ClientScripts
{
    private static readonly Lazy<Task> Installed = new(Install);

    /// <summary>The folder tests/clients.</summary>
    public static string Folder { get; } =
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", "..", "clients"));

    /// <summary>Installs the JavaScript packages once, by their lock file.</summary>
    public static Task InstallPackages() => Installed.Value;

    private static async Task Install()
    {
        var lockFile = Path.Combine(Folder, "package-lock.json");
        var installed = Path.Combine(Folder, "node_modules", ".installed-lock.json");
        var wanted = await File.ReadAllTextAsync(lockFile);
        if (File.Exists(installed) && await File.ReadAllTextAsync(installed) == wanted)
        {
            return;
        }

        var npm = await ProgramRun.Start("npm", ["ci", "--no-audit", "--no-fund"], folder: Folder);
        Assert.True(npm.ExitCode == 0, "npm ci failed; it needs the package registry once. " + npm.Error);
        await File.WriteAllTextAsync(installed, wanted);
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
