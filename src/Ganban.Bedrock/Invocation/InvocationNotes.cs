using Ganban.Bedrock.Budgets;
using Ganban.Bedrock.Costs;
using Ganban.Bedrock.Faults;
using Ganban.Bedrock.FoundationModels;

namespace Ganban.Bedrock.Invocation;

/// <summary>
/// What is known of an invocation while it goes on, for those who watch it. What the handlers did not come to is null.
/// </summary>
internal sealed class InvocationNotes
{
    private int _outputOfOthers;

    /// <summary>The modelId as the caller wrote it; the ARN of provisioned throughput that the caller named.</summary>
    public string? ModelId { get; set; }

    /// <summary>The catalog model that was asked for.</summary>
    public CatalogModel? Model { get; set; }

    /// <summary>The application inference profile that the caller came through.</summary>
    public string? ApplicationProfile { get; set; }

    /// <summary>
    /// The region that serves it: the caller's, unless its profile leads elsewhere; null before it is known.
    /// </summary>
    public string? Region { get; set; }

    /// <summary>What a prompt router chose: the ARN of a model or a profile.</summary>
    public string? RoutedTo { get; set; }

    /// <summary>What really answered.</summary>
    public string? Engine { get; set; }

    /// <summary>The engines that should have answered before it; null if none should.</summary>
    public string? StoodInFor { get; set; }

    /// <summary>The images that were made; null for texts and vectors.</summary>
    public ImagesMade? Images { get; set; }

    /// <summary>The rule that answered, of an engine that plays a script.</summary>
    public string? Rule { get; set; }

    /// <summary>Whether an engine's answer was let begin.</summary>
    public bool IsAdmitted { get; set; }

    /// <summary>Whether quotas were charged the prompt.</summary>
    public bool IsPromptCharged { get; set; }

    /// <summary>What goes wrong on purpose; null for nothing.</summary>
    public FaultSpec? Fault { get; set; }

    /// <summary>The budgets that the invocation is charged to.</summary>
    public IReadOnlyList<BudgetRule> Budgets { get; set; } = [];

    /// <summary>US dollars that the budgets were charged up to now.</summary>
    public decimal Charged { get; set; }

    /// <summary>Whether the caller came through provisioned throughput, which is paid by the hour.</summary>
    public bool IsProvisioned { get; set; }

    /// <summary>Whether it is a record of a batch, which costs less.</summary>
    public bool IsBatch { get; set; }

    /// <summary>Tokens of the prompt without those of <see cref="Cache"/>.</summary>
    public int? InputTokens { get; set; }

    /// <summary>What the cache did; null if the request has no cache point.</summary>
    public CacheUse? Cache { get; private set; }

    /// <summary>Whether the cache was asked to keep the prompt for an hour, which has a price of its own.</summary>
    public bool KeepsCacheForHour { get; set; }

    /// <summary>Queries of a reranker as they are priced; null for other models.</summary>
    public int? Queries { get; set; }

    /// <summary>Tokens of all answers up to now.</summary>
    public int? OutputTokens { get; private set; }

    /// <summary>Milliseconds from the engine's start to the first text or call of the first answer.</summary>
    public long? FirstTokenMilliseconds { get; private set; }

    /// <summary>Takes the counts that another server told of an answer; what it did not tell stays.</summary>
    public void Count(int? inputTokens, int? outputTokens, CacheUse? cache, long? firstTokenMilliseconds)
    {
        InputTokens = inputTokens ?? InputTokens;
        OutputTokens = outputTokens ?? OutputTokens;
        Cache = cache ?? Cache;
        FirstTokenMilliseconds ??= firstTokenMilliseconds;
    }

    /// <summary>
    /// Takes a step of an answer. A prompt that is answered several times counts once, as the response tells it; an
    /// answer that breaks off counts as far as the engine had counted it.
    /// </summary>
    public void Add(ChatStep step)
    {
        switch (step)
        {
            case ChatStep.Started started:
                _outputOfOthers = OutputTokens ?? 0;
                InputTokens ??= started.InputTokens;
                Cache ??= started.Cache;
                break;
            case ChatStep.Text { OutputTokens: { } tokens }:
                OutputTokens = _outputOfOthers + tokens;
                break;
            case ChatStep.Finished { Answer: var answer }:
                var isFirst = FirstTokenMilliseconds is null;
                InputTokens = isFirst ? answer.InputTokens : InputTokens;
                Cache = isFirst ? answer.Cache : Cache;
                OutputTokens = _outputOfOthers + answer.OutputTokens;
                FirstTokenMilliseconds ??= answer.FirstByteMilliseconds;
                break;
        }
    }
}
