using System.Text.Json;
using Ganban.Bedrock.Flows.Graph;
using Ganban.Bedrock.Invocation;
using Ganban.Contracts.BedrockAgent;
using Ganban.Contracts.BedrockAgentRuntime;
using Ganban.Storage;

namespace Ganban.Bedrock.Flows.Invocation;

/// <summary>What an alias of a flow leads to, ready to run.</summary>
/// <param name="Flow">The draft or the version.</param>
/// <param name="Alias">The alias.</param>
/// <param name="Definition">Its definition, in which there is no error.</param>
internal sealed record FlowTarget(
    Stored<FlowDocument> Flow, Stored<FlowAliasDocument> Alias, FlowDefinition Definition)
{
    /// <summary>Finds it.</summary>
    /// <exception cref="Ganban.Contracts.ModelledException">
    /// Something is not there, or the draft is not prepared.
    /// </exception>
    public static async Task<FlowTarget> Find(
        StoredFlows flows, Tenant tenant, string flow, string alias, CancellationToken cancellationToken)
    {
        var draft = await flows.Find(tenant, flow, FlowDocument.Draft, cancellationToken)
            ?? throw FlowRunErrors.NoFlow(flow);
        var found = await flows.FindAlias(tenant, draft, alias, cancellationToken)
            ?? throw FlowRunErrors.NoAlias(draft.Id, alias);
        var version = found.Document.FlowVersion;
        var target = version == FlowDocument.Draft ? draft
            : await flows.Find(tenant, draft.Id, version, cancellationToken)
                ?? throw FlowRunErrors.NoVersion(draft.Id, version);
        return target.Document.Status == FlowStatus.Prepared
            ? new FlowTarget(target, found, target.Document.ReadDefinition()!)
            : throw FlowRunErrors.NotPrepared(target.Id, target.Document.Status);
    }

    /// <summary>Checks the input of a call and gives the document in it.</summary>
    /// <exception cref="Contracts.BedrockAgentRuntime.ValidationException">
    /// It does not fit the flow's Input node.
    /// </exception>
    public JsonElement Document(FlowInput input)
    {
        var entry = Definition.Nodes!.First(node => node.Type == FlowNodeType.Input);
        var output = entry.Outputs![0];
        if (input.NodeName != entry.Name)
        {
            throw FlowRunErrors.Wrong(
                "inputs.1.member.nodeName", $"It must name the flow's Input node, which is {entry.Name}.");
        }

        if ((input.NodeOutputName ?? output.Name) != output.Name)
        {
            throw FlowRunErrors.Wrong(
                "inputs.1.member.nodeOutputName", $"It must name the output of {entry.Name}, which is {output.Name}.");
        }

        var document = input.Content is FlowInputContent.Document { Value: var value } ? value : default;
        if (DataTypes.IsTooDeep(document))
        {
            throw FlowRunErrors.Wrong(
                "inputs.1.member.content.document", $"It has more than {DataTypes.LevelsMax} levels.");
        }

        if (!FreeJson.IsSound(document))
        {
            throw FlowRunErrors.Wrong(
                "inputs.1.member.content.document", "It holds text that is not Unicode, or an object that names a member twice.");
        }

        var type = DataTypes.Of(document);
        return type == output.Type ? document : throw FlowRunErrors.Wrong(
            "inputs.1.member.content.document",
            $"The flow takes a document of the type {output.Type}, but this is of the type {type ?? "null"}.");
    }
}
