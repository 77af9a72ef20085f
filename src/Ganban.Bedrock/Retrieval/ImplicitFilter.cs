using System.Text.Json;
using Ganban.Bedrock.Invocation;
using Ganban.Bedrock.KnowledgeBases;
using Ganban.Contracts;
using Ganban.Contracts.BedrockAgentRuntime;
using Ganban.Protocol.Pipeline;
using Ganban.Storage.Vectors;
using Microsoft.Extensions.AI;

namespace Ganban.Bedrock.Retrieval;

/// <summary>Lets a model find conditions on metadata in a question.</summary>
internal sealed class ImplicitFilter(KnowledgeModels models)
{
    private const int OutputTokens = 512;

    private static readonly string[] Members = ["conditions"];
    private static readonly string[] ConditionMembers = ["key", "operator", "value"];
    private static readonly string[] ValueTypes = ["string", "number", "boolean"];

    /// <summary>The filter that a question implies; null for none.</summary>
    /// <exception cref="ModelledException">The model can't be used.</exception>
    public async Task<MetadataFilter?> Find(
        ImplicitFilterConfiguration settings,
        string question,
        OperationContext context,
        CancellationToken cancellationToken)
    {
        var options = new ChatOptions
        {
            Temperature = 0,
            MaxOutputTokens = OutputTokens,
            ResponseFormat = ChatResponseFormat.ForJsonSchema(Schema(settings.MetadataAttributes), "conditions"),
        };
        var request = new ChatRequest(
            [new(ChatRole.System, Prompt(settings.MetadataAttributes)), new(ChatRole.User, question)], options);
        try
        {
            var answer = await models.Ask(
                settings.ModelArn, request, context, isPatient: false, cancellationToken);
            return ImpliedConditions.Read(answer.Text, settings.MetadataAttributes, question);
        }
        catch (ModelledException e)
        {
            throw RetrievalErrors.OfModel(e);
        }
    }

    private static string Prompt(IReadOnlyList<MetadataAttributeSchema> attributes)
    {
        var lines = attributes.Select(attribute => $"- {attribute.Key} ({attribute.Type}): {attribute.Description}");
        return "Documents have these attributes:\n" + string.Join('\n', lines)
            + "\n\nWhich conditions on them does the question state? Take values from the question only. Write JSON: "
            + "{\"conditions\": [{\"key\": ..., \"operator\": ..., \"value\": ...}]}. Where it states none, the list is "
            + "empty.";
    }

    private static JsonElement Schema(IReadOnlyList<MetadataAttributeSchema> attributes) =>
        JsonSerializer.SerializeToElement(new
        {
            type = "object",
            properties = new
            {
                conditions = new
                {
                    type = "array",
                    items = new
                    {
                        type = "object",
                        properties = new
                        {
                            key = new { type = "string", @enum = attributes.Select(attribute => attribute.Key) },
                            @operator = new { type = "string", @enum = ImpliedConditions.Operators },
                            value = new { type = ValueTypes },
                        },
                        required = ConditionMembers,
                        additionalProperties = false,
                    },
                },
            },
            required = Members,
            additionalProperties = false,
        });
}
