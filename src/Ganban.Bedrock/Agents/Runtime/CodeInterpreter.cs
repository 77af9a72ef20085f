using Ganban.Contracts.BedrockAgentRuntime;
using Ganban.Functions;
using Ganban.Functions.Programs;
using TraceObservation = Ganban.Contracts.BedrockAgentRuntime.Observation;

namespace Ganban.Bedrock.Agents.Runtime;

/// <summary>Runs the programs that models write. A session's next program finds the files of those before.</summary>
internal sealed class CodeInterpreter(PythonPrograms programs)
{
    private const int OutputBytesMax = 64 << 10;
    private const int ErrorCharactersMax = 4000;

    /// <summary>Runs one and tells what it printed.</summary>
    /// <exception cref="Contracts.ModelledException">This machine can't run programs.</exception>
    public async Task<string> Run(AgentRun run, string code, CancellationToken cancellationToken)
    {
        var files = run.Turn.ProgramFiles;
        await run.Traces.Input(
            new InvocationInput
            {
                InvocationType = InvocationType.ActionGroupCodeInterpreter,
                CodeInterpreterInvocationInput = new CodeInterpreterInvocationInput
                {
                    Code = code,
                    Files = [.. files.Keys],
                },
            },
            cancellationToken);
        var start = run.Turn.Clock.GetUtcNow();
        var result = await Run(files, code, cancellationToken);
        foreach (var file in result.Files)
        {
            files[file.Name] = file;
            run.Add(new OutputFile { Name = file.Name, Type = MediaTypes.Of(file.Name), Bytes = file.Content });
        }

        var error = result.Error.Length > ErrorCharactersMax ? result.Error[^ErrorCharactersMax..] : result.Error;
        await run.Traces.Observed(
            new TraceObservation
            {
                Type = "ACTION_GROUP",
                CodeInterpreterInvocationOutput = new CodeInterpreterInvocationOutput
                {
                    ExecutionOutput = result.Output,
                    ExecutionError = result.IsSuccess ? null : error,
                    ExecutionTimeout = result.IsTimedOut,
                    Files = [.. result.Files.Select(file => file.Name)],
                    Metadata = AgentTraces.Metadata(run.Turn.Context.RequestId, start, run.Turn.Clock.GetUtcNow()),
                },
            },
            cancellationToken);
        return result.IsTimedOut ? "The program took too long and was ended."
            : result.IsSuccess ? result.Output
            : $"The program failed.\n{error}";
    }

    private async Task<ProgramResult> Run(
        IReadOnlyDictionary<string, ProgramFile> files, string code, CancellationToken cancellationToken)
    {
        try
        {
            var program = new PythonProgram(code) { Files = [.. files.Values], OutputBytesMax = OutputBytesMax };
            return await programs.Run(program, cancellationToken);
        }
        catch (FunctionException e)
        {
            throw AgentErrors.NoInterpreter(e);
        }
    }
}
