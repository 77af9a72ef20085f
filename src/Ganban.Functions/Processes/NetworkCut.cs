using System.ComponentModel;
using System.Diagnostics;

namespace Ganban.Functions.Processes;

/// <summary>
/// What to put before a program so that it sees no network: <c>unshare</c> gives it an empty one, where the system
/// permits that. It is tried out once.
/// </summary>
internal static class NetworkCut
{
    private static readonly Lazy<string[]> Found = new(Find);

    /// <summary>Whether it can be done on this machine.</summary>
    public static bool IsPossible => Prefix.Length > 0;

    /// <summary>The words to put before; none where it can't be done.</summary>
    public static string[] Prefix => Found.Value;

    private static string[] Find()
    {
        if (SearchPath.Find("unshare") is not { } unshare || !OperatingSystem.IsLinux())
        {
            return [];
        }

        string[][] ways = [[unshare, "--net"], [unshare, "--map-current-user", "--net"]];
        return Array.Find(ways, Works) ?? [];
    }

    private static bool Works(string[] way)
    {
        var start = new ProcessStartInfo(way[0], [.. way[1..], "/bin/sh", "-c", ":"])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        try
        {
            using var process = Process.Start(start)!;
            var isOver = process.WaitForExit(TimeSpan.FromSeconds(5));
            if (!isOver)
            {
                process.Kill();
            }

            return isOver && process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
