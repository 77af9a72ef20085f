using Ganban.Bedrock.Invocation;
using Ganban.Bedrock.KnowledgeBases;
using Ganban.Contracts;
using Ganban.Protocol.Pipeline;
using Ganban.Storage.Queries;
using Microsoft.Extensions.AI;

namespace Ganban.Bedrock.Retrieval.Sql;

/// <summary>
/// Lets a model write queries. What it wrote is used at once, and what the database complains of is told it, a few
/// times.
/// </summary>
internal sealed class QueryWriter(KnowledgeModels models, QueryGenerationOptions options)
{
    private const int TriesMax = 3;
    private const int OutputTokens = 1024;

    /// <summary>Writes a query and uses it.</summary>
    /// <param name="question">What the query is to answer.</param>
    /// <param name="use">Uses a query; throws <see cref="QueryRefusedException"/> where it won't do.</param>
    /// <param name="context">Who it is for.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>The query, and what came of its use; null where the model says that no query answers it.</returns>
    /// <exception cref="ModelledException">No query could be written, or the model can't be used.</exception>
    public async Task<(string Sql, T Result)?> Write<T>(
        SqlQuestion question,
        Func<string, Task<T>> use,
        OperationContext context,
        CancellationToken cancellationToken)
    {
        List<ChatMessage> messages =
        [
            new(ChatRole.System, QueryPrompt.Fill(question.Tables, question.Examples)),
            new(ChatRole.User, QueryPrompt.Ask(question.Text, question.Turns)),
        ];
        for (var tries = 1; ; tries++)
        {
            var answer = await Ask(messages, context, cancellationToken);
            if (WrittenQuery.IsRefusal(answer.Text))
            {
                return null;
            }

            try
            {
                var sql = Read(answer);
                return (sql, await use(sql));
            }
            catch (QueryRefusedException e) when (e.IsTimeout)
            {
                throw RetrievalErrors.SlowQuery(e);
            }
            catch (QueryRefusedException e) when (tries == TriesMax)
            {
                throw RetrievalErrors.NoQuery(options.ModelId, tries, e);
            }
            catch (QueryRefusedException e)
            {
                messages.Add(new(ChatRole.Assistant, answer.Text));
                messages.Add(new(ChatRole.User, QueryPrompt.Complain(e.Message)));
            }
        }
    }

    // What was cut off may be a query, and another than was meant.
    private static string Read(ChatAnswer answer) => answer.End is AnswerEnd.MaxTokens or AnswerEnd.ContextFull
        ? throw new QueryRefusedException("it is too long; write a shorter one")
        : WrittenQuery.Read(answer.Text);

    private async Task<ChatAnswer> Ask(
        IReadOnlyList<ChatMessage> messages, OperationContext context, CancellationToken cancellationToken)
    {
        var request = new ChatRequest(
            [.. messages], new ChatOptions { Temperature = 0, MaxOutputTokens = OutputTokens });
        try
        {
            return await models.Ask(options.ModelId, request, context, isPatient: false, cancellationToken);
        }
        catch (ModelledException e)
        {
            throw RetrievalErrors.OfQueryModel(options.ModelId, e);
        }
    }
}

/// <summary>A question that a query is to answer.</summary>
/// <param name="Text">The question.</param>
/// <param name="Turns">What was said before, which it may refer to.</param>
/// <param name="Tables">The tables that may answer it.</param>
/// <param name="Examples">Other questions with their queries.</param>
internal sealed record SqlQuestion(
    string Text,
    IReadOnlyList<AnswerTurn> Turns,
    IReadOnlyList<TableSchema> Tables,
    IReadOnlyList<Contracts.BedrockAgent.CuratedQuery> Examples);
