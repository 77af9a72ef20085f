using System.Text.Json;
using Ganban.Bedrock.FoundationModels;
using Ganban.Bedrock.Invocation;
using Ganban.Bedrock.Invocation.Converse;
using Ganban.Bedrock.Invocation.Formats;
using Ganban.Bedrock.ProvisionedThroughput;
using Ganban.Contracts.Bedrock;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Doors;

/// <summary>The models of the front doors: what Bedrock's modelId takes, named in the body.</summary>
internal sealed class DoorModels(ModelTargets targets, ProvisionedModels provisioned, ModelCatalog catalog)
{
    /// <summary>The model's name in a body.</summary>
    /// <exception cref="Ganban.Contracts.ModelledException">The body is no object or names none.</exception>
    public static string NameIn(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object)
        {
            throw InvocationErrors.MalformedBody($"#: expected type: JSONObject, found: {JsonKinds.Name(body)}");
        }

        if (!body.TryGetProperty("model", out var model))
        {
            throw InvocationErrors.MalformedBody("#: required key [model] not found");
        }

        return model.ValueKind == JsonValueKind.String
            ? model.GetString()!
            : throw InvocationErrors.MalformedBody($"#/model: expected type: String, found: {JsonKinds.Name(model)}");
    }

    /// <summary>Whether a body asks for a stream.</summary>
    public static bool IsStream(JsonElement body) =>
        body.TryGetProperty("stream", out var stream) && stream.ValueKind == JsonValueKind.True;

    /// <summary>Finds the model that a name stands for and checks that the caller may use it.</summary>
    /// <exception cref="Ganban.Contracts.ModelledException">Unknown, not offered on demand, or not granted.</exception>
    public async Task<CatalogModel> Resolve(
        string name, OperationContext context, CancellationToken cancellationToken)
    {
        context.Notes<InvocationNotes>().ModelId = name;
        var tenant = new Tenant(context.Account, context.Region);
        return ModelReference.Resolve(name, catalog, tenant) is null
            && await provisioned.Find(tenant, name, cancellationToken) is null
            ? throw DoorErrors.UnknownModel(name)
            : await targets.Resolve(name, context, cancellationToken);
    }

    /// <summary>Finds a model that answers conversations.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="isStream">Whether the answer is to be a stream.</param>
    /// <param name="context">Who asks.</param>
    /// <param name="cancellationToken">Ends the look-up.</param>
    /// <exception cref="Ganban.Contracts.ModelledException">There is none that may be used so.</exception>
    public async Task<CatalogModel> ResolveText(
        string name, bool isStream, OperationContext context, CancellationToken cancellationToken)
    {
        var model = await Resolve(name, context, cancellationToken);
        return !ModelLimits.Converses(model) ? throw InvocationErrors.NotText()
            : isStream && model.Streaming == false ? throw InvocationErrors.NoStreaming()
            : model;
    }

    /// <summary>Whether a model makes embeddings of texts.</summary>
    public static bool Embeds(CatalogModel model) =>
        model.OutputModalities.Contains(ModelModality.Embedding)
        && model.InputModalities?.Contains(ModelModality.Text) != false;
}
