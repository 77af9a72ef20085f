using Ganban.Corpus.Drawing;
using Ganban.Corpus.Format;
using Ganban.Corpus.Names;
using Ganban.Inference.ModelFiles;

namespace Ganban.Corpus.Tokenizers;

/// <summary>The vocabulary that is trained on the corpus itself.</summary>
public static class CorpusTokenizer
{
    /// <summary>The number of its tokens.</summary>
    public const int Size = 6144;

    private const ulong Seed = 20_240_531;
    private const int Conversations = 12_000;

    /// <summary>Trains it; the same on every machine.</summary>
    /// <param name="size">The number of tokens.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public static TrainedTokenizer Train(int size, CancellationToken cancellationToken)
    {
        var source = new ConversationSource(Seed, Split.Train);
        var texts = Enumerable.Range(0, Conversations).Select(number => string.Concat(
            ChatFormat.Render(source.Draw(number), bosToken: "").Select(segment => segment.Text)));
        return TokenizerTrainer.Train(texts, WordLists.Load("words.txt").AllWords, size, cancellationToken);
    }

    /// <summary>
    /// Writes a vocabulary and the chat template to a GGUF file without weights, for a trainer to take its metadata
    /// from.
    /// </summary>
    public static void Write(this TrainedTokenizer tokenizer, string path)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        var writer = new GgufWriter();
        writer.AddMetadata("general.architecture", "llama");
        writer.AddMetadata("general.name", "ganban tokenizer");
        foreach (var (key, value) in tokenizer.Metadata)
        {
            writer.AddMetadata(key, value);
        }

        writer.AddMetadata("tokenizer.chat_template", ChatFormat.Template);
        writer.Write(path);
    }
}
