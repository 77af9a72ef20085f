using System.Globalization;
using Ganban.Functions.Processes;
using Ganban.Functions.Runtimes;

namespace Ganban.Functions.Execution;

/// <summary>Makes functions' processes: what is run, in which environment, and with which limits.</summary>
internal sealed class FunctionProcesses
{
    private const string Bootstrap = "bootstrap";
    private const long Megabyte = 1 << 20;
    private const long AllowanceBytes = 128 * Megabyte; // what an interpreter has set aside before it does anything
    private const long FileBytesMax = 512 * Megabyte; // the size of /tmp on Lambda
    private readonly FunctionsOptions _options;
    private readonly FunctionRuntimes _runtimes;
    private readonly string _runtimeFolder;
    private readonly string _processFolder;

    public FunctionProcesses(FunctionsOptions options, FunctionRuntimes runtimes)
    {
        (_options, _runtimes) = (options, runtimes);
        var root = Path.GetFullPath(options.Folder);
        _processFolder = Path.Combine(root, "processes");
        _runtimeFolder = Path.Combine(root, "runtimes");
        RemovableFolder.Remove(_processFolder); // what a killed server has left
        WriteBootstraps();
    }

    /// <summary>Prepares a process.</summary>
    /// <param name="function">The function.</param>
    /// <param name="runtimeApi">Where it asks for events.</param>
    /// <exception cref="FunctionException">What runs it is not on this machine.</exception>
    public async Task<ProcessStart> Prepare(RunnableFunction function, string runtimeApi)
    {
        var arguments = await Arguments(function);
        var folder = Directory.CreateDirectory(Path.Combine(_processFolder, Guid.NewGuid().ToString("N"))).FullName;
        var temporary = Directory.CreateDirectory(Path.Combine(folder, "tmp")).FullName;
        var output = Path.Combine(folder, "output");
        var variables = Variables(function, runtimeApi, temporary);
        var data = (function.Record.MemoryMegabytes * Megabyte) + AllowanceBytes;
        var command = new ChildCommand(arguments, variables, function.TaskFolder)
        {
            Output = output,
            Error = output,
            DataBytesMax = data,
            FileBytesMax = FileBytesMax,
        };
        return new ProcessStart(command, folder);
    }

    private async Task<string[]> Arguments(RunnableFunction function)
    {
        var runtime = function.Record.Runtime;
        if (FunctionRuntimes.KindOf(runtime) == FunctionRuntime.Provided)
        {
            var program = Path.Combine(function.TaskFolder, Bootstrap);
            return File.Exists(program)
                ? [program]
                : throw new FunctionException(
                    FunctionFailure.Unavailable, $"Couldn't find valid bootstrap(s): [{Bootstrap}] in the package's root");
        }

        var interpreter = await _runtimes.InterpreterOf(runtime)
            ?? throw new FunctionException(
                FunctionFailure.Unavailable, await _runtimes.Problem(runtime) ?? $"The runtime {runtime} can't be run here.");
        return FunctionRuntimes.KindOf(runtime) == FunctionRuntime.Python
            ? [interpreter, "-u", "-B", Path.Combine(_runtimeFolder, "bootstrap.py")]
            :
            [
                interpreter,
                "--max-old-space-size=" + function.Record.MemoryMegabytes.ToString(CultureInfo.InvariantCulture),
                Path.Combine(_runtimeFolder, "bootstrap.mjs"),
            ];
    }

    private Dictionary<string, string> Variables(RunnableFunction function, string runtimeApi, string temporary)
    {
        var (reference, record) = (function.Reference, function.Record);
        var variables = new Dictionary<string, string>(_options.Variables(reference.Account));
        foreach (var (name, value) in record.Variables ?? new Dictionary<string, string>())
        {
            variables[name] = value;
        }

        variables.TryAdd("PATH", SearchPath.Value);
        variables.TryAdd("LANG", "C.UTF-8");
        variables.TryAdd("TZ", ":UTC");
        variables["HOME"] = temporary;
        variables["TMPDIR"] = temporary;
        variables["_HANDLER"] = record.Handler;
        variables["AWS_REGION"] = reference.Region;
        variables["AWS_DEFAULT_REGION"] = reference.Region;
        variables["AWS_EXECUTION_ENV"] = "AWS_Lambda_" + record.Runtime;
        variables["AWS_LAMBDA_FUNCTION_NAME"] = reference.Name;
        variables["AWS_LAMBDA_FUNCTION_VERSION"] = function.Version;
        variables["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] = record.MemoryMegabytes.ToString(CultureInfo.InvariantCulture);
        variables["AWS_LAMBDA_INITIALIZATION_TYPE"] = "on-demand";
        variables["AWS_LAMBDA_LOG_GROUP_NAME"] = "/aws/lambda/" + reference.Name;
        variables["AWS_LAMBDA_LOG_STREAM_NAME"] = $"[{function.Version}]{Path.GetFileName(Path.GetDirectoryName(temporary))}";
        variables["AWS_LAMBDA_RUNTIME_API"] = runtimeApi;
        variables["LAMBDA_TASK_ROOT"] = function.TaskFolder;
        variables["LAMBDA_RUNTIME_DIR"] = _runtimeFolder;
        return variables;
    }

    private void WriteBootstraps()
    {
        Directory.CreateDirectory(_runtimeFolder);
        foreach (var name in new[] { "bootstrap.py", "bootstrap.mjs" })
        {
            using var resource = typeof(FunctionProcesses).Assembly.GetManifestResourceStream(name)!;
            using var file = File.Create(Path.Combine(_runtimeFolder, name));
            resource.CopyTo(file);
        }
    }
}
