using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace Ganban.Inference.Remote;

/// <summary>Asks an engine for embeddings and checks what comes back.</summary>
/// <param name="connection">The connection.</param>
/// <param name="path">The path of the API.</param>
/// <param name="vectors">Finds the vectors in an answer, in order.</param>
/// <param name="tokens">Finds the count of tokens in an answer.</param>
internal sealed class EmbeddingExchange(
    EngineConnection connection,
    string path,
    Func<JsonElement, IEnumerable<JsonElement>> vectors,
    Func<JsonElement, long?> tokens)
{
    private volatile bool _refusesDimensions;

    /// <summary>Vectors of the dimensions that are asked for.</summary>
    /// <param name="count">How many vectors the body asks for.</param>
    /// <param name="options">The dimensions and the model.</param>
    /// <param name="start">The members of the body that the API has besides model and dimensions.</param>
    /// <param name="cancellationToken">Drops the connection.</param>
    public async Task<GeneratedEmbeddings<Embedding<float>>> Generate(
        int count,
        EmbeddingGenerationOptions? options,
        Func<JsonObject> start,
        CancellationToken cancellationToken)
    {
        if (count == 0)
        {
            return [];
        }

        var model = options?.ModelId ?? connection.Options.Model;
        if (options?.Dimensions is not { } dimensions || _refusesDimensions)
        {
            return await Ask(Body(), cancellationToken);
        }

        var wishing = Body();
        wishing["dimensions"] = dimensions;
        try
        {
            return await Ask(wishing, cancellationToken);
        }
        catch (RemoteEngineException e) when (e is { Fault: RemoteFault.Rejected, StatusCode: not null })
        {
            // Models whose vectors can't be shortened refuse the wish, even for the length that they have.
            var result = await Ask(Body(), cancellationToken);
            _refusesDimensions = true;
            return result;
        }

        JsonObject Body()
        {
            var body = start();
            body["model"] = model;
            return body;
        }

        async Task<GeneratedEmbeddings<Embedding<float>>> Ask(JsonObject body, CancellationToken token)
        {
            using var json = await AskWhole(body, token);
            return Read(json.RootElement, count, options?.Dimensions, model);
        }
    }

    /// <summary>Texts as the member <c>input</c>.</summary>
    public static JsonArray Input(IReadOnlyList<string> texts) =>
        new([.. texts.Select(text => JsonValue.Create(text))]);

    // Nothing was given on of an answer that was cut, so it is asked for again like one that never came.
    private async Task<JsonDocument> AskWhole(JsonObject body, CancellationToken cancellationToken)
    {
        for (var cuts = 0; ; cuts++)
        {
            try
            {
                using var answer = await connection.Post(path, body, cancellationToken);
                return await answer.ReadJson();
            }
            catch (RemoteEngineException e)
                when (e.Fault is RemoteFault.Broken && cuts < connection.Options.Retries)
            {
                // Once more; whether the engine can be reached at all is the connection's matter.
            }
        }
    }

    private GeneratedEmbeddings<Embedding<float>> Read(JsonElement json, int count, int? dimensions, string model)
    {
        var result = new GeneratedEmbeddings<Embedding<float>>();
        try
        {
            if (json.Find("error") is { } error)
            {
                throw connection.Errors.Reported(error);
            }

            foreach (var vector in vectors(json))
            {
                result.Add(new Embedding<float>(Floats(vector)) { ModelId = model });
            }

            result.Usage = tokens(json) is { } used
                ? new UsageDetails { InputTokenCount = used, TotalTokenCount = used }
                : null;
        }
        catch (Exception e) when (JsonMembers.IsMisread(e))
        {
            throw connection.Errors.Garbled("that is no list of embeddings", e);
        }

        if (result.Count != count || result.Any(embedding => embedding.Vector.Length == 0))
        {
            throw connection.Errors.Garbled(string.Create(
                CultureInfo.InvariantCulture, $"of {result.Count} embeddings for {count} inputs"));
        }

        return dimensions is { } wanted && result.FirstOrDefault(vector => vector.Vector.Length != wanted) is { } other
            ? throw connection.Errors.WrongLength(wanted, other.Vector.Length)
            : result;
    }

    private static float[] Floats(JsonElement vector)
    {
        var floats = new float[vector.GetArrayLength()];
        var place = 0;
        foreach (var number in vector.EnumerateArray())
        {
            floats[place] = number.GetSingle();
            if (!float.IsFinite(floats[place++]))
            {
                throw new FormatException("A vector holds a number that is not finite.");
            }
        }

        return floats;
    }
}
