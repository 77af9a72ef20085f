using System.Text;
using Ganban.Bedrock.Citations;

namespace Ganban.Bedrock.Invocation;

/// <summary>
/// Puts citations into an answer under way: text passes as it comes, cut where sentences end, and after each sentence a
/// step tells what bears it out.
/// </summary>
/// <param name="sources">What may be cited.</param>
internal sealed class CitedSteps(IReadOnlyList<CitableSource> sources)
{
    private readonly SourceIndex _index = new(sources);
    private readonly StringBuilder _text = new();
    private readonly List<CitedText> _cited = [];
    private int _sentence;
    private int _passed;

    /// <summary>The steps that take a step's place.</summary>
    public IEnumerable<ChatStep> Add(ChatStep step)
    {
        if (step is ChatStep.Text text)
        {
            _text.Append(text.Value);
            foreach (var part in Sentence(isWhole: false))
            {
                yield return part;
            }

            if (_passed < _text.Length)
            {
                yield return new ChatStep.Text(_text.ToString(_passed, _text.Length - _passed), text.OutputTokens);
                _passed = _text.Length;
            }

            yield break;
        }

        foreach (var part in step is ChatStep.Started ? [] : Sentence(isWhole: true))
        {
            yield return part;
        }

        yield return step is ChatStep.Finished { Answer: var answer }
            ? new ChatStep.Finished(answer with { Cited = Merged() })
            : step;
    }

    private IEnumerable<ChatStep> Sentence(bool isWhole)
    {
        var text = _text.ToString();
        while (_sentence < text.Length && Sentences.NextEnd(text, _sentence, isWhole) is var end and >= 0)
        {
            if (_passed < end)
            {
                yield return new ChatStep.Text(text[_passed..end], OutputTokens: null);
                _passed = end;
            }

            var sentence = text[_sentence..end];
            var citations = _index.Find(sentence);
            _sentence = end;
            _cited.Add(new CitedText(sentence, citations));
            yield return new ChatStep.Cited(citations);
        }
    }

    // What nothing bears out needs no pieces.
    private List<CitedText> Merged()
    {
        var merged = new List<CitedText>();
        foreach (var piece in _cited)
        {
            if (piece.Citations.Count == 0 && merged is [.., { Citations.Count: 0 } last])
            {
                merged[^1] = last with { Text = last.Text + piece.Text };
            }
            else
            {
                merged.Add(piece);
            }
        }

        return merged;
    }
}
