namespace Ganban.Inference.Tokenizers;

/// <summary>What a kind of tokenizer takes for granted where a file's metadata is silent.</summary>
internal sealed record TokenizerFamily
{
    /// <summary>SentencePiece's byte-pair encoding (tokenizer.ggml.model is 'llama').</summary>
    public static TokenizerFamily SentencePiece { get; } =
        new() { BosToken = 1, EosToken = 2, UnknownToken = 0, AddsBos = true };

    /// <summary>SentencePiece's unigram model ('t5').</summary>
    public static TokenizerFamily Unigram { get; } = new() { EosToken = 1, UnknownToken = 2, AddsEos = true };

    /// <summary>WordPiece ('bert').</summary>
    public static TokenizerFamily WordPiece { get; } =
        new() { BosToken = 101, SepToken = 102, UnknownToken = 100, AddsBos = true, EndsWithSeparator = true };

    /// <summary>Token that opens a sequence.</summary>
    public int? BosToken { get; init; }

    /// <summary>Token that ends a sequence.</summary>
    public int? EosToken { get; init; }

    /// <summary>Token between the two texts of a pair.</summary>
    public int? SepToken { get; init; }

    /// <summary>Token for text that the vocabulary can't express.</summary>
    public int? UnknownToken { get; init; }

    /// <summary>Whether sequences start with <see cref="BosToken"/>.</summary>
    public bool AddsBos { get; init; }

    /// <summary>Whether sequences end with <see cref="EosToken"/>.</summary>
    public bool AddsEos { get; init; }

    /// <summary>Whether it is always <see cref="SepToken"/> that ends a sequence.</summary>
    public bool EndsWithSeparator { get; init; }

    /// <summary>Whether the names of ordinary tokens spell bytes (<see cref="ByteAlphabet"/>).</summary>
    public bool IsByteLevel { get; init; }
}
