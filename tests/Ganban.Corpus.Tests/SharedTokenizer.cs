using Ganban.Corpus.Drawing;
using Ganban.Corpus.Format;
using Ganban.Corpus.Tokenizers;
using Ganban.Inference.Tokenizers;

namespace Ganban.Corpus.Tests;

/// <summary>A vocabulary trained on a small part of the corpus, once for the tests of a class.</summary>
public sealed class SharedTokenizer
{
    public SharedTokenizer()
    {
        var source = new ConversationSource(3, Split.Train);
        Trained = TokenizerTrainer.Train(
            Enumerable.Range(0, 400).Select(number => string.Concat(
                ChatFormat.Render(source.Draw(number), "").Select(segment => segment.Text))),
            new HashSet<string> { "copper", "wire" },
            size: 5200,
            CancellationToken.None);
        Tokenizer = Trained.ToTokenizer();
    }

    public TrainedTokenizer Trained { get; }

    public Tokenizer Tokenizer { get; }
}
