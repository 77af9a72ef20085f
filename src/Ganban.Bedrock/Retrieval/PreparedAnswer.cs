using Ganban.Bedrock.Engines;
using Ganban.Bedrock.Guardrails;
using Ganban.Bedrock.Invocation;
using Ganban.Protocol.Pipeline;
using Ganban.Storage.Vectors;

namespace Ganban.Bedrock.Retrieval;

/// <summary>A question with all that is needed to answer it.</summary>
/// <param name="SessionId">The conversation that it belongs to.</param>
/// <param name="Question">What is asked, masked where a guardrail masks.</param>
/// <param name="Found">What was found.</param>
/// <param name="ModelArn">The model as the caller named it.</param>
/// <param name="Engine">What answers.</param>
/// <param name="Call">What the guardrail found in the question.</param>
/// <param name="Ask">What the engine is asked, given what was found.</param>
/// <param name="Context">The call of the model, apart from the caller's.</param>
internal sealed record PreparedAnswer(
    string SessionId,
    string Question,
    IReadOnlyList<VectorMatch> Found,
    string ModelArn,
    TextEngine Engine,
    GuardedCall Call,
    Func<IReadOnlyList<VectorMatch>, ChatRequest> Ask,
    OperationContext Context)
{
    // What a prompt has beside what was found, as a share of what is left out.
    private const double Margin = 0.9;

    /// <summary>Whether what was found may be left out where it doesn't fit; what the caller sent may not.</summary>
    public bool CanShorten { get; init; }

    /// <summary>The question with what was found, as the guarded call that answers it.</summary>
    public GuardedCall Asked()
    {
        var hasGrounding = Call.Checks?.HasGrounding == true;
        return Call with
        {
            Request = Ask(Found),
            Source = hasGrounding ? string.Join('\n', Found.Select(AnswerChat.Evidence)) : "",
            Query = hasGrounding ? Question : "",
        };
    }

    /// <summary>
    /// The same with less of what was found, the worst first, for an engine whose window is too small; null if nothing
    /// can be left out any more.
    /// </summary>
    public PreparedAnswer? Within(int contextLength, int promptTokens)
    {
        var share = Margin * contextLength / promptTokens;
        if (!CanShorten || Found.Count == 0)
        {
            return null;
        }

        if (Found.Count > 1)
        {
            var count = Math.Clamp((int)(share * Found.Count), 1, Found.Count - 1);
            return this with { Found = [.. Found.Take(count)] };
        }

        var text = Found[0].Text;
        var length = Math.Min((int)(share * text.Length), text.Length - 1);
        if (length <= 0)
        {
            return null;
        }

        length -= char.IsHighSurrogate(text[length - 1]) ? 1 : 0;
        return this with { Found = [Found[0] with { Text = text[..length] }] };
    }
}
