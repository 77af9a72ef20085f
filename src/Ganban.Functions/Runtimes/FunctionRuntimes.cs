using System.Text.RegularExpressions;
using Ganban.Functions.Processes;

namespace Ganban.Functions.Runtimes;

/// <summary>Which runtimes this machine has.</summary>
public sealed partial class FunctionRuntimes
{
    private readonly Interpreters _interpreters;

    internal FunctionRuntimes(Interpreters interpreters) => _interpreters = interpreters;

    /// <summary>How functions of a runtime are run; null for a runtime that Ganban does not know.</summary>
    /// <param name="name">Such as <c>python3.12</c>, <c>nodejs22.x</c>, <c>provided.al2023</c>.</param>
    public static FunctionRuntime? KindOf(string name) =>
        Python().IsMatch(name) ? FunctionRuntime.Python
        : Node().IsMatch(name) ? FunctionRuntime.Node
        : Provided().IsMatch(name) ? FunctionRuntime.Provided
        : null;

    /// <summary>Why functions of a runtime can't run on this machine; null if they can.</summary>
    public async Task<string?> Problem(string name)
    {
        if (!ChildProcess.IsSupported)
        {
            return "Functions need a POSIX shell at /bin/sh, which this machine does not have.";
        }

        return KindOf(name) switch
        {
            null => $"The runtime {name} can't be run here. Use python3.x, nodejs*, or provided.* with a program named "
                + "bootstrap in the package.",
            FunctionRuntime.Python when await _interpreters.Python(name) is null =>
                $"The runtime {name} needs Python 3, which is not on the server's PATH. Install it and start the server again.",
            FunctionRuntime.Node when await _interpreters.Node() is null =>
                $"The runtime {name} needs Node.js, which is not on the server's PATH. Install it and start the server again.",
            _ => null,
        };
    }

    internal async Task<string?> InterpreterOf(string name) => KindOf(name) switch
    {
        FunctionRuntime.Python => await _interpreters.Python(name),
        FunctionRuntime.Node => await _interpreters.Node(),
        _ => null,
    };

    [GeneratedRegex(@"^python3\.\d{1,2}\z")]
    private static partial Regex Python();

    [GeneratedRegex(@"^nodejs\d{1,2}\.x\z")]
    private static partial Regex Node();

    [GeneratedRegex(@"^provided(\.[a-z0-9]{1,16})?\z")]
    private static partial Regex Provided();
}
