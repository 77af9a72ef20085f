using Ganban.Bedrock.Budgets;
using Ganban.Bedrock.Costs;
using Ganban.Contracts.BedrockRuntime;
using Ganban.Protocol.Pipeline;

namespace Ganban.Bedrock.Invocation;

/// <summary>
/// An answer that was let begin. It counts what the answer really takes; when it is disposed, quota and budgets are
/// charged that in place of what was reserved.
/// </summary>
internal sealed class Admission(OperationContext context, BudgetBook budgets, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan CutDelay = TimeSpan.FromMilliseconds(100);
    private readonly InvocationNotes _notes = context.Notes<InvocationNotes>();
    private int _pieces;
    private int _input;
    private int _output;
    private bool _isWhole;
    private bool _isCharged;

    /// <summary>Tokens that were taken of the quota when it began.</summary>
    public required long Reserved { private get; init; }

    /// <summary>What a token of the answer counts towards the quota.</summary>
    public required int OutputBurndown { private get; init; }

    /// <summary>Charges the quota tokens, or gives back.</summary>
    public required Action<long> ChargeQuota { private get; init; }

    /// <summary>Counts a step of the answer that is about to be passed on.</summary>
    /// <param name="step">The step.</param>
    /// <param name="isStream">Whether the caller sees it at once.</param>
    /// <exception cref="Ganban.Contracts.ModelledException">The answer is to break off here, on purpose.</exception>
    public ValueTask Pass(ChatStep step, bool isStream)
    {
        switch (step)
        {
            case ChatStep.Started started:
                _input = (started.InputTokens ?? 0) + (started.Cache?.WrittenTokens ?? 0);
                return default;
            case ChatStep.Finished { Answer: var answer }:
                _input = answer.InputTokens + (answer.Cache?.WrittenTokens ?? 0);
                _output = answer.OutputTokens;
                _isWhole = true;
                return default;
            case ChatStep.Text { OutputTokens: { } tokens }:
                _output = tokens;
                break;
        }

        return Break(_pieces++, isStream);
    }

    /// <summary>Counts a piece of an answer that another server makes.</summary>
    /// <exception cref="Ganban.Contracts.ModelledException">The answer is to break off here, on purpose.</exception>
    public ValueTask PassPiece() => Break(_pieces++, isStream: true);

    /// <summary>Takes the counts that were noted of an answer that another server made.</summary>
    public void PassNoted()
    {
        _input = (_notes.InputTokens ?? 0) + (_notes.Cache?.WrittenTokens ?? 0);
        (_output, _isWhole) = (_notes.OutputTokens ?? 0, true);
    }

    /// <summary>Counts an answer that has no steps.</summary>
    /// <param name="inputTokens">Tokens of what was asked.</param>
    public async ValueTask Pass(int inputTokens)
    {
        await Break(int.MaxValue, isStream: false);
        (_input, _isWhole) = (inputTokens, true);
    }

    /// <summary>Charges what was used.</summary>
    public void Dispose()
    {
        if (_isCharged)
        {
            return;
        }

        _isCharged = true;

        // The prompt of several answers counts once.
        var input = _notes.IsPromptCharged ? 0 : _input;
        _notes.IsPromptCharged |= _input > 0;
        ChargeQuota(input + ((long)_output * OutputBurndown) - Reserved);
        if (_notes.Budgets.Count > 0 && CallPrice.Of(_notes, context.Region, !_isWhole).Usd is { } usd)
        {
            budgets.Charge(context, usd - _notes.Charged);
            _notes.Charged = usd;
        }
    }

    private async ValueTask Break(int pieces, bool isStream)
    {
        if (pieces >= _notes.Fault?.CutAfter)
        {
            // What was sent up to here must have left before the connection goes.
            await Task.Delay(CutDelay, clock);
            context.Abort();
            throw new OperationCanceledException("The connection is cut on purpose.");
        }

        if (pieces >= _notes.Fault?.BreakAfter)
        {
            const string message = "The answer breaks off here because fault injection was asked for it.";
            throw isStream ? new ModelStreamErrorException(message) : new ModelErrorException(message);
        }
    }
}
