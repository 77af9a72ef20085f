using System.Text;
using Ganban.Bedrock.Citations;
using Ganban.Bedrock.Guardrails.Checks;

namespace Ganban.Bedrock.Guardrails;

/// <summary>Takes a model's text in pieces and gives it back, looked at, in sentences.</summary>
/// <param name="checks">The guardrail.</param>
/// <param name="findings">What it finds.</param>
/// <param name="isWhole">Whether it must have all of the text before it gives any of it.</param>
internal sealed class SentenceGuard(GuardrailChecks checks, Findings findings, bool isWhole)
{
    private readonly StringBuilder _held = new();

    /// <summary>What was found.</summary>
    public Findings Findings => findings;

    /// <summary>Whether no more may pass.</summary>
    public bool IsBlocked => findings.IsBlocked;

    /// <summary>How much was looked at.</summary>
    public int Characters { get; private set; }

    /// <summary>Adds text and gives the sentences that are complete, up to one that is blocked.</summary>
    public async Task<string> Add(string text, CancellationToken cancellationToken)
    {
        _held.Append(text);
        var passed = new StringBuilder();
        while (!isWhole && !IsBlocked)
        {
            var held = _held.ToString();
            var end = Sentences.NextEnd(held, 0, isWhole: false);
            if (end <= 0)
            {
                break;
            }

            _held.Remove(0, end);
            passed.Append(await Look(held[..end], cancellationToken));
        }

        return passed.ToString();
    }

    /// <summary>Gives what is left.</summary>
    public async Task<string> Rest(CancellationToken cancellationToken)
    {
        var rest = _held.ToString();
        _held.Clear();
        return rest.Length > 0 && !IsBlocked ? await Look(rest, cancellationToken) : "";
    }

    /// <summary>Gives a text that is there as a whole.</summary>
    public async Task<string> Whole(string text, CancellationToken cancellationToken) =>
        await Add(text, cancellationToken) + await Rest(cancellationToken);

    private async Task<string> Look(string sentence, CancellationToken cancellationToken)
    {
        Characters += sentence.Length;
        var looked = await checks.Look(sentence, GuardrailSide.Output, findings, cancellationToken);
        return IsBlocked ? "" : looked;
    }
}
