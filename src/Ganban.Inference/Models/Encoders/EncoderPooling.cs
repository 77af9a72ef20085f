namespace Ganban.Inference.Models.Encoders;

/// <summary>How an encoder's vectors for tokens become one for the text; numbers as in GGUF's pooling_type.</summary>
public enum EncoderPooling
{
    /// <summary>The mean over all tokens.</summary>
    Mean = 1,

    /// <summary>The first token's.</summary>
    Cls = 2,

    /// <summary>The last token's.</summary>
    Last = 3,

    /// <summary>The first token's, through a classifier that scores how well two texts belong together.</summary>
    Rank = 4,
}
