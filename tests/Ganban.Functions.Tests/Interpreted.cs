using System.Diagnostics;

namespace Ganban.Functions.Tests;

/// <summary>Runs a test where there is Python.</summary>
public sealed class PythonFactAttribute : FactAttribute
{
    public PythonFactAttribute() => Skip = Tool.Python.Missing;
}

/// <summary>Runs a test where there is Node.js.</summary>
public sealed class NodeFactAttribute : FactAttribute
{
    public NodeFactAttribute() => Skip = Tool.Node.Missing;
}

/// <summary>Runs a test where there is a POSIX shell.</summary>
public sealed class ShellFactAttribute : FactAttribute
{
    public ShellFactAttribute() => Skip = File.Exists("/bin/sh") ? null : "There is no shell at /bin/sh.";
}

/// <summary>Runs a test where there is curl.</summary>
public sealed class CurlFactAttribute : FactAttribute
{
    public CurlFactAttribute() => Skip = Tool.Curl.Missing;
}

/// <summary>A program that a test needs.</summary>
internal sealed class Tool(string program)
{
    private readonly Lazy<bool> _works = new(() => Works(program));

    public static Tool Python { get; } = new("python3");

    public static Tool Node { get; } = new("node");

    public static Tool Curl { get; } = new("curl");

    public string? Missing => _works.Value ? null : $"{program} is not installed.";

    private static bool Works(string program)
    {
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo(program, ["--version"]) { RedirectStandardOutput = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
