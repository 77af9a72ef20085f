using Ganban.Corpus.Format;
using Ganban.Inference.Tokenizers;
using Ganban.Training.Data;

namespace Ganban.Corpus.Training;

/// <summary>
/// Turns conversations into tokens with weights. Only what the model says counts. A turn counts by the square root of
/// its length, so that a short decision is not lost beside a long list, and more where a turn begins or ends and behind
/// a call, where it is decided whether something is there, and whether the list goes on. Safe for concurrent use.
/// </summary>
public sealed class ExampleWriter
{
    private const float TurnWeight = 4;
    private const float TokenWeightMax = 2;
    private const float FirstWeight = 2;
    private const float DecisionWeight = 1;

    private readonly Tokenizer _tokenizer;
    private readonly int _bos;
    private readonly int _start;
    private readonly int _end;
    private readonly int _callEnd;
    private readonly int[] _opening;

    /// <summary>A writer for a vocabulary that has the format's control tokens.</summary>
    /// <exception cref="ArgumentException">It lacks one.</exception>
    public ExampleWriter(Tokenizer tokenizer)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        _tokenizer = tokenizer;
        _bos = tokenizer.BosToken ?? throw new ArgumentException("The vocabulary has no begin-of-sequence token.");
        _start = Find("<|im_start|>");
        _end = Find("<|im_end|>");
        _callEnd = Find("</tool_call>");
        _opening = [.. tokenizer.Encode("assistant\n", parseSpecial: false)];
    }

    /// <summary>The tokens of a conversation with their weights.</summary>
    public TrainingExample Write(Conversation conversation)
    {
        ArgumentNullException.ThrowIfNull(conversation);
        var segments = ChatFormat.Render(conversation, bosToken: "")
            .Select(segment => new TextSegment(segment.Text, segment.IsTrusted)).ToList();
        int[] tokens = [_bos, .. _tokenizer.Encode(segments)];
        var weights = new float[tokens.Length];
        var turns = conversation.Turns.OfType<Turn.Assistant>().ToList();
        var turn = 0;
        for (var place = 0; place < tokens.Length; place++)
        {
            if (tokens[place] == _start && tokens.AsSpan(place + 1).StartsWith(_opening))
            {
                var first = place + 1 + _opening.Length;
                var last = Array.IndexOf(tokens, _end, first);
                Weigh(tokens.AsSpan(first..(last + 1)), weights.AsSpan(first..(last + 1)), turns[turn++].TrainsEnd);
                place = last;
            }
        }

        return new TrainingExample(tokens, weights);
    }

    private void Weigh(ReadOnlySpan<int> tokens, Span<float> weights, bool trainsEnd)
    {
        weights.Fill(Math.Min(TokenWeightMax, TurnWeight / MathF.Sqrt(tokens.Length)));
        weights[0] += FirstWeight;
        weights[^1] += DecisionWeight;
        for (var place = 0; place + 1 < tokens.Length; place++)
        {
            if (tokens[place] == _callEnd && place + 2 < tokens.Length)
            {
                weights[place + 1] += DecisionWeight;
            }
        }

        if (!trainsEnd)
        {
            weights[^1] = 0;
        }
    }

    private int Find(string name) => _tokenizer.TryGetToken(name, out var token)
        ? token
        : throw new ArgumentException($"The vocabulary has no token '{name}'.");
}
