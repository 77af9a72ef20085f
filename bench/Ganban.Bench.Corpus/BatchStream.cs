using System.Runtime.InteropServices;
using Ganban.Corpus;
using Ganban.Corpus.Drawing;
using Ganban.Corpus.Training;
using Ganban.Inference.Tokenizers;
using Ganban.Training.Data;
using Ganban.Training.Jobs;

namespace Ganban.Bench.Corpus;

/// <summary>
/// Writes examples in batches of a fixed number of tokens, for a trainer in another process. All numbers are
/// little-endian. A batch: the number of examples n (int32); tokens (uint16 each) and weights (Half each), filled up
/// with zeros; the start of each example and the end of the last (int32 × (n + 1)); the kind of each (byte: its place
/// in <see cref="ConversationSource.Kinds"/> twice, plus one for Japanese; 255 in training).
/// </summary>
/// <param name="output">Where it goes.</param>
/// <param name="tokensMax">Tokens of a batch, at least those of the longest example.</param>
internal sealed class BatchStream(Stream output, int tokensMax)
{
    private const byte AnyKind = 255;
    private const int Chunk = 256;

    private readonly ushort[] _tokens = new ushort[tokensMax];
    private readonly Half[] _weights = new Half[tokensMax];
    private readonly List<int> _starts = [0];
    private readonly List<byte> _kinds = [];

    /// <summary>Writes the examples of a training, without end, drawn on all cores, in their order.</summary>
    /// <param name="options">The corpus.</param>
    /// <param name="tokenizer">The vocabulary.</param>
    /// <param name="lengthMax">Most tokens of an example.</param>
    public async Task WriteTraining(CorpusOptions options, Tokenizer tokenizer, int lengthMax)
    {
        var source = new ExampleSource(options, tokenizer);
        var ahead = new Queue<Task<TrainingExample[]>>();
        for (var first = 0L; ; first += Chunk)
        {
            var start = first;
            ahead.Enqueue(Task.Run(() => Enumerable.Range(0, Chunk)
                .Select(offset => source.Example(start + offset, lengthMax)).ToArray()));
            if (ahead.Count > 4 * Environment.ProcessorCount)
            {
                foreach (var example in await ahead.Dequeue())
                {
                    Add(example, AnyKind);
                }
            }
        }
    }

    /// <summary>Writes held-out conversations of all kinds in both languages.</summary>
    /// <param name="split">Which.</param>
    /// <param name="tokenizer">The vocabulary.</param>
    /// <param name="count">How many of each kind and language.</param>
    public void WriteHeldOut(Split split, Tokenizer tokenizer, int count)
    {
        var source = new ConversationSource(1, split);
        var writer = new ExampleWriter(tokenizer);
        for (var kind = 0; kind < ConversationSource.Kinds.Count; kind++)
        {
            foreach (var language in Enum.GetValues<Language>())
            {
                for (var number = 0; number < count; number++)
                {
                    var example = writer.Write(source.Draw(ConversationSource.Kinds[kind], language, number));
                    if (example.Tokens.Length <= tokensMax)
                    {
                        Add(example, (byte)((2 * kind) + (language == Language.Japanese ? 1 : 0)));
                    }
                }
            }
        }

        Flush();
    }

    private void Add(TrainingExample example, byte kind)
    {
        if (_starts[^1] + example.Tokens.Length > tokensMax)
        {
            Flush();
        }

        for (var index = 0; index < example.Tokens.Length; index++)
        {
            _tokens[_starts[^1] + index] = checked((ushort)example.Tokens[index]);
            _weights[_starts[^1] + index] = index == 0 ? default : (Half)example.Weights[index];
        }

        _starts.Add(_starts[^1] + example.Tokens.Length);
        _kinds.Add(kind);
    }

    private void Flush()
    {
        _tokens.AsSpan(_starts[^1]).Clear();
        _weights.AsSpan(_starts[^1]).Clear();
        output.Write(MemoryMarshal.AsBytes<int>([_kinds.Count]));
        output.Write(MemoryMarshal.AsBytes<ushort>(_tokens));
        output.Write(MemoryMarshal.AsBytes<Half>(_weights));
        output.Write(MemoryMarshal.AsBytes<int>([.. _starts]));
        output.Write([.. _kinds]);
        output.Flush();
        _starts.Clear();
        _starts.Add(0);
        _kinds.Clear();
    }
}
