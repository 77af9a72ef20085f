using System.Text.Json.Nodes;
using Ganban.Bedrock.Engines;
using Ganban.Bedrock.FoundationModels;
using Ganban.Bedrock.Invocation.Formats.Images;
using Ganban.Protocol.Pipeline;

namespace Ganban.Bedrock.Invocation;

/// <summary>Makes images with a model's engine.</summary>
internal sealed class ImageRun(ModelEngines engines, InvocationGate gate)
{
    /// <summary>Makes them and writes the response body.</summary>
    /// <exception cref="Ganban.Contracts.ModelledException">No engine can, or the engine refused, in the service's
    /// words.</exception>
    public async Task<JsonObject> Draw(
        ImageCall call,
        CatalogModel model,
        OperationContext context,
        CancellationToken cancellationToken)
    {
        if (!engines.CanDraw(model))
        {
            throw EngineErrors.NoImageEngine(model);
        }

        if (call.NotDone is { } what)
        {
            throw InvocationErrors.NotImplemented(what);
        }

        using var admission = await gate.Admit(context, 0, outputTokensMax: 0, cancellationToken);
        try
        {
            var (answer, used) = await engines.Draw(model, call.Request, cancellationToken);
            AnsweredBy.Note(used, context);
            context.Notes<InvocationNotes>().Images = new ImagesMade(
                answer.Images.Count, call.Request.Width, call.Request.Height, call.Quality);
            await admission.Pass(inputTokens: 0);
            return call.Write(answer.Images);
        }
        catch (Exception e) when (InvocationErrors.FromEngine(e) is { } modelled)
        {
            throw modelled;
        }
    }
}
