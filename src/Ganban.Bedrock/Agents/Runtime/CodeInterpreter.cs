namespace Ganban.Bedrock.Agents.Runtime;

/// <summary>Runs the programs that models write.</summary>
internal sealed class CodeInterpreter
{
    /// <summary>Runs one and tells what it printed.</summary>
    public Task<string> Run(AgentRun run, string code, CancellationToken cancellationToken) =>
        throw AgentErrors.NotImplemented("AMAZON.CodeInterpreter");
}
