using System.ComponentModel;
using System.Diagnostics;

namespace Ganban.Server.Tests.Clients;

/// <summary>Tells which of the programs that tests drive the server with this machine has.</summary>
internal static class Tools
{
    // The SDK's packages want this version.
    private static readonly Lazy<string?> Node = new(() =>
        Probe("node", "-e", "process.exit(parseInt(process.versions.node) >= 20 ? 0 : 1)")
        ?? Probe("npm", "--version"));

    private static readonly Lazy<string?> Python = new(() => Probe("python3", "--version"));
    private static readonly Lazy<string?> Boto3 = new(() => Probe("python3", "-c", "import boto3"));
    private static readonly Lazy<string?> AwsCli = new(() => Probe("aws", "--version"));

    /// <summary>Why tests of the JavaScript SDK can't run; null if they can.</summary>
    public static string? NodeMissing => Node.Value;

    /// <summary>Why tests that run Python can't run; null if they can.</summary>
    public static string? PythonMissing => Python.Value;

    /// <summary>Why tests of boto3 can't run; null if they can.</summary>
    public static string? Boto3Missing => Boto3.Value;

    /// <summary>Why tests of the AWS CLI can't run; null if they can.</summary>
    public static string? AwsCliMissing => AwsCli.Value;

    private static string? Probe(string program, params string[] arguments)
    {
        var command = string.Join(' ', [program, .. arguments]);
        try
        {
            var start = new ProcessStartInfo(program, arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            using var process = Process.Start(start)!;
            process.OutputDataReceived += (_, _) => { };
            process.ErrorDataReceived += (_, _) => { };
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            process.WaitForExit();
            return process.ExitCode == 0 ? null : $"This machine lacks it: '{command}' fails.";
        }
        catch (Win32Exception)
        {
            return $"This machine lacks it: '{command}' finds no program.";
        }
    }
}

/// <summary>Runs a test once with each transport of the JavaScript SDK, where the machine has Node.js.</summary>
internal sealed class JavaScriptDataAttribute : Xunit.Sdk.DataAttribute
{
    public JavaScriptDataAttribute() => Skip = Tools.NodeMissing;

    public override IEnumerable<object[]> GetData(System.Reflection.MethodInfo testMethod) =>
        [[Sdk.JavaScript], [Sdk.JavaScriptHttp1]];
}

/// <summary>Runs a test with boto3, where the machine has it.</summary>
internal sealed class Boto3DataAttribute : Xunit.Sdk.DataAttribute
{
    public Boto3DataAttribute() => Skip = Tools.Boto3Missing;

    public override IEnumerable<object[]> GetData(System.Reflection.MethodInfo testMethod) => [[Sdk.Boto3]];
}

/// <summary>A test that needs Node.js.</summary>
internal sealed class NodeFactAttribute : FactAttribute
{
    public NodeFactAttribute() => Skip = Tools.NodeMissing;
}

/// <summary>A theory that needs Node.js.</summary>
internal sealed class NodeTheoryAttribute : TheoryAttribute
{
    public NodeTheoryAttribute() => Skip = Tools.NodeMissing;
}

/// <summary>A test that needs Node.js, and a server that runs Python.</summary>
internal sealed class InterpreterFactAttribute : FactAttribute
{
    public InterpreterFactAttribute() => Skip = Tools.NodeMissing ?? Tools.PythonMissing;
}

/// <summary>A test whose server runs Python.</summary>
internal sealed class PythonFactAttribute : FactAttribute
{
    public PythonFactAttribute() => Skip = Tools.PythonMissing;
}

/// <summary>A test that needs boto3.</summary>
internal sealed class Boto3FactAttribute : FactAttribute
{
    public Boto3FactAttribute() => Skip = Tools.Boto3Missing;
}

/// <summary>A test that needs the AWS CLI.</summary>
internal sealed class AwsCliFactAttribute : FactAttribute
{
    public AwsCliFactAttribute() => Skip = Tools.AwsCliMissing;
}
