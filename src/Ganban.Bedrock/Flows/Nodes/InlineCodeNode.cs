using System.Text.Json;
using Ganban.Bedrock.Flows.Running;
using Ganban.Contracts.BedrockAgent;
using Ganban.Contracts.BedrockAgentRuntime;
using Ganban.Functions;
using Ganban.Functions.Programs;

namespace Ganban.Bedrock.Flows.Nodes;

/// <summary>Runs Python: the inputs are variables, the value of the last line is the output.</summary>
internal sealed class InlineCodeNode(PythonPrograms programs) : IFlowNode
{
    private const string ResponseFile = "flow-node-response.json";
    private const int ComplaintCharactersMax = 1000;
    private static readonly TimeSpan TimeMax = TimeSpan.FromSeconds(60);
    private static readonly Lazy<string> Program = new(Read);

    /// <inheritdoc/>
    public string Type => FlowNodeType.InlineCode;

    /// <inheritdoc/>
    public async Task<NodeResult> Run(NodeCall call, CancellationToken cancellationToken)
    {
        var code = ((FlowNodeConfiguration.InlineCode)call.Node.Configuration!).Value.Code;
        var input = new Dictionary<string, JsonElement>
        {
            ["code"] = JsonSerializer.SerializeToElement(code),
            ["response"] = JsonSerializer.SerializeToElement(ResponseFile),
            ["inputs"] = JsonSerializer.SerializeToElement(
                call.Inputs.ToDictionary(value => value.Name, value => value.Value)),
        };
        ProgramResult result;
        try
        {
            result = await programs.Run(
                new PythonProgram(Program.Value)
                {
                    Input = JsonSerializer.SerializeToUtf8Bytes(input),
                    TimeMax = TimeMax,
                },
                cancellationToken);
        }
        catch (FunctionException e)
        {
            throw Failed(call, e.Message, e);
        }

        if (!result.IsSuccess)
        {
            throw Failed(call, result.IsTimedOut
                ? $"its code did not end within {TimeMax.TotalSeconds} seconds."
                : $"its code failed: {Complaint(result)}");
        }

        var file = result.Files.FirstOrDefault(file => file.Name == ResponseFile)
            ?? throw Failed(call, "its code ended without a response.");
        try
        {
            return NodeResult.Of("response", JsonSerializer.Deserialize<JsonElement>(file.Content.Span));
        }
        catch (JsonException e)
        {
            throw Failed(call, "its response is no JSON, or has too many levels.", e);
        }
    }

    private static FlowNodeException Failed(NodeCall call, string message, Exception? cause = null) =>
        new(call.Node.Name, NodeErrorCode.DependencyFailed, message, cause);

    // The end of a traceback says most; a program that ends itself or is killed writes none.
    private static string Complaint(ProgramResult result)
    {
        var text = result.Error.Trim();
        return text.Length == 0 ? $"its process ended with the exit code {result.ExitCode}."
            : text.Length <= ComplaintCharactersMax ? text
            : text[^ComplaintCharactersMax..];
    }

    private static string Read()
    {
        using var stream = typeof(InlineCodeNode).Assembly.GetManifestResourceStream("flows/inline_code.py")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
