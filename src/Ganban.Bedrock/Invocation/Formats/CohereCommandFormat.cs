using System.Text.Json;
using Ganban.Bedrock.FoundationModels;
using Ganban.Inference.Chat;
using Microsoft.Extensions.AI;

namespace Ganban.Bedrock.Invocation.Formats;

/// <summary>Cohere Command: a <c>prompt</c>, answered by up to five <c>generations</c>.</summary>
internal sealed class CohereCommandFormat : INativeFormat
{
    public string Name => "cohere-command";

    public NativeCall Read(JsonElement body, CatalogModel model)
    {
        var root = new NativeBody(body);
        var prompt = root.RequiredText("prompt");
        var options = new ChatOptions
        {
            MaxOutputTokens = root.Integer("max_tokens", 1, 4096) ?? 20,
            Temperature = (float)(root.Number("temperature", 0, 5) ?? 0.9),
            TopP = (float)(root.Number("p", 0, 1) ?? 0.75),
            TopK = root.Number("k", 0, 500) is >= 1 and var k ? (int)k : null,
            StopSequences = [.. root.Texts("stop_sequences", 4)],
        };
        var likelihoods = root.OneOf("return_likelihoods", ["GENERATION", "ALL", "NONE"]);
        root.OneOf("truncate", ["NONE", "START", "END"]);
        var answers = root.Integer("num_generations", 1, 5) ?? 1;
        var inPieces = root.Boolean("stream") ?? false;
        var biases = root.FreeObject("logit_bias");
        root.Check();
        if (likelihoods == "ALL")
        {
            throw InvocationErrors.NotImplemented("return_likelihoods ALL in Cohere Command's format");
        }

        if (biases?.EnumerateObject().Any() == true)
        {
            throw InvocationErrors.NotImplemented("logit_bias in Cohere Command's format");
        }

        if (likelihoods == "GENERATION")
        {
            options.AdditionalProperties = new() { [ChatProperties.TokenDetails] = true };
        }

        return new CohereCommandCall(prompt, inPieces, hasLikelihoods: likelihoods == "GENERATION")
        {
            Request = new([new ChatMessage(ChatRole.User, prompt)], options),
            Answers = answers,
        };
    }

    public NativeCall Of(ChatRequest request, CatalogModel model) =>
        new CohereCommandCall(request.Messages[^1].Text, inPieces: true, hasLikelihoods: false) { Request = request };
}
