using System.Runtime.CompilerServices;
using System.Text;
using Ganban.Bedrock.Invocation;
using Ganban.Bedrock.KnowledgeBases;
using Ganban.Contracts;
using Ganban.Contracts.BedrockAgentRuntime;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Retrieval;

/// <summary>Answers questions from what was found, and keeps what was said.</summary>
internal sealed class KnowledgeAnswers(
    KnowledgeModels models, ChatRun run, AnswerSessions sessions, TimeProvider clock)
{
    // The service's words where nothing is found.
    private const string NothingFound = "Sorry, I am unable to assist you with this request.";

    /// <summary>Answers to the end.</summary>
    public async Task<RetrieveAndGenerateResponse> Complete(
        PreparedAnswer prepared, OperationContext context, CancellationToken cancellationToken)
    {
        if (prepared.Found.Count == 0)
        {
            await Keep(prepared, NothingFound, context, cancellationToken);
            return Response(prepared, NothingFound, []);
        }

        var (at, started) = (clock.GetUtcNow(), clock.GetTimestamp());
        ModelledException? error = null;
        try
        {
            var answer = await run.Complete(prepared.Engine, prepared.Chat, prepared.Context, cancellationToken);
            foreach (var (name, value) in prepared.Context.Headers)
            {
                context.Header(name, value);
            }

            await Keep(prepared, answer.Text, context, cancellationToken);
            var citations = new AnswerCitations(prepared.Found).All(answer.Text, answer.Cited);
            return Response(prepared, answer.Text, citations);
        }
        catch (ModelledException e)
        {
            error = e;
            throw RetrievalErrors.OfModel(e);
        }
        finally
        {
            models.Record(prepared.ModelArn, prepared.Context, at, started, error);
        }
    }

    /// <summary>Answers piece by piece: text as it comes, and behind each sentence what bears it out.</summary>
    public async IAsyncEnumerable<RetrieveAndGenerateStreamResponseOutput> Stream(
        PreparedAnswer prepared,
        OperationContext context,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (prepared.Found.Count == 0)
        {
            yield return Output(NothingFound);
            await Keep(prepared, NothingFound, context, cancellationToken);
            yield break;
        }

        var (at, started) = (clock.GetUtcNow(), clock.GetTimestamp());
        ModelledException? error = null;
        var text = new StringBuilder();
        var cited = 0;
        var citations = new AnswerCitations(prepared.Found);
        var steps = run.Stream(prepared.Engine, prepared.Chat, prepared.Context, cancellationToken);
        await using var enumerator = steps.GetAsyncEnumerator(cancellationToken);
        try
        {
            while (await Next())
            {
                switch (enumerator.Current)
                {
                    case ChatStep.Text piece:
                        text.Append(piece.Value);
                        yield return Output(piece.Value);
                        break;
                    case ChatStep.Cited sentence:
                        var citation = citations.Next(text.ToString(cited, text.Length - cited), sentence.Citations);
                        cited = text.Length;
                        if (citation is not null)
                        {
                            yield return Event(citation);
                        }

                        break;
                }
            }

            await Keep(prepared, text.ToString(), context, cancellationToken);
        }
        finally
        {
            models.Record(prepared.ModelArn, prepared.Context, at, started, error);
        }

        async ValueTask<bool> Next()
        {
            try
            {
                return await enumerator.MoveNextAsync();
            }
            catch (ModelledException e)
            {
                error = e;
                throw RetrievalErrors.OfModel(e);
            }
        }
    }

    private Task Keep(
        PreparedAnswer prepared, string answer, OperationContext context, CancellationToken cancellationToken) =>
        sessions.Add(
            new Tenant(context.Account, context.Region),
            prepared.SessionId,
            new AnswerTurn(prepared.Question, answer),
            cancellationToken);

    private static RetrieveAndGenerateResponse Response(
        PreparedAnswer prepared, string answer, IReadOnlyList<Citation> citations) => new()
    {
        SessionId = prepared.SessionId,
        Output = new RetrieveAndGenerateOutput { Text = answer },
        Citations = citations,
    };

    private static RetrieveAndGenerateStreamResponseOutput.Output Output(string text) =>
        new(new RetrieveAndGenerateOutputEvent { Text = text });

    // The member citation is the older form of the other two; both are sent.
    private static RetrieveAndGenerateStreamResponseOutput.Citation Event(Citation citation) => new(new CitationEvent
    {
        Citation = citation,
        GeneratedResponsePart = citation.GeneratedResponsePart,
        RetrievedReferences = citation.RetrievedReferences,
    });
}
