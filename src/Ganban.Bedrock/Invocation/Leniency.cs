using System.Text.Json;
using Ganban.Bedrock.Invocation.Converse;
using Ganban.Bedrock.Invocation.Formats;
using Ganban.Contracts.BedrockRuntime;
using Ganban.Protocol.Pipeline;

namespace Ganban.Bedrock.Invocation;

/// <summary>Whether rules that only forbid are passed over; without these options none is.</summary>
/// <param name="IsLenient">Whether they are.</param>
public sealed record LenientOptions(bool IsLenient);

/// <summary>
/// Passes over rules of the service that stand in a developer's way and that no answer depends on, where the server is
/// told to. The response says which, since Amazon Bedrock refuses the same request.
/// </summary>
internal sealed class Leniency(LenientOptions options)
{
    /// <summary>The response header that names the rules that were passed over.</summary>
    public const string Header = "x-ganban-passed-over";

    private const string ToolConfig = "tool-config";
    private const string OnDemand = "on-demand-throughput";
    private const string UnknownMembers = "unknown-members";
    private const int ReadingsMax = 8; // a body's unknown members are found together, save where one hides others

    /// <summary>Whether a model that wants an inference profile is answered without one.</summary>
    public bool PassesOnDemand(OperationContext context) => options.IsLenient && Tell(OnDemand, context);

    /// <summary>The conversation, which need not declare the tools that it has called.</summary>
    public ConverseInput Ease(ConverseInput input, OperationContext context) =>
        options.IsLenient && input.Tools is null && input.HasToolBlocks && Tell(ToolConfig, context)
            ? input with { NeedsToolConfig = false }
            : input;

    /// <summary>Reads a body, without the members that its format does not know.</summary>
    /// <param name="body">The body.</param>
    /// <param name="read">Reads it.</param>
    /// <param name="context">The call.</param>
    public T Read<T>(JsonElement body, Func<JsonElement, T> read, OperationContext context)
    {
        for (var readings = 1; ; readings++)
        {
            try
            {
                return read(body);
            }
            catch (UnknownMembersException e) when (options.IsLenient && readings < ReadingsMax)
            {
                if (e.Without(body) is not { } rest)
                {
                    throw;
                }

                body = rest;
                Tell(UnknownMembers, context);
            }
        }
    }

    private static bool Tell(string rule, OperationContext context)
    {
        var told = context.Headers.FirstOrDefault(header => header.Key == Header).Value;
        if (told?.Split(", ").Contains(rule) != true)
        {
            context.Header(Header, told is null ? rule : $"{told}, {rule}");
        }

        return true;
    }
}
