namespace Ganban.Inference.Tokenizers;

/// <summary>What a vocabulary entry is, with the numbers of GGUF's `tokenizer.ggml.token_type`.</summary>
public enum TokenKind
{
    /// <summary>Ordinary text.</summary>
    Normal = 1,

    /// <summary>Stands for text that the vocabulary cannot express.</summary>
    Unknown = 2,

    /// <summary>Structure, never text: turn markers, tool marks, end of sequence.</summary>
    Control = 3,

    /// <summary>Text that is always one token, wherever it appears.</summary>
    UserDefined = 4,

    /// <summary>A gap in the vocabulary.</summary>
    Unused = 5,

    /// <summary>One byte, for text that has no token of its own.</summary>
    Byte = 6,
}
