namespace Ganban.Inference.Models.Encoders;

/// <summary>Texts that pass through an encoder together, one after another: each sees itself alone.</summary>
internal sealed class EncoderBatch
{
    public EncoderBatch(IReadOnlyList<IReadOnlyList<int>> texts)
    {
        Tokens = [.. texts.SelectMany(text => text)];
        Starts = new int[texts.Count + 1];
        for (var text = 0; text < texts.Count; text++)
        {
            Starts[text + 1] = Starts[text] + texts[text].Count;
        }
    }

    /// <summary>The tokens of all texts.</summary>
    public int[] Tokens { get; }

    /// <summary>Where each text begins among the tokens, and their number at the end.</summary>
    public int[] Starts { get; }

    public int Texts => Starts.Length - 1;

    /// <summary>How many tokens a text has.</summary>
    public int Length(int text) => Starts[text + 1] - Starts[text];
}
