namespace Ganban.Corpus.Drawing;

/// <summary>A language of the corpus.</summary>
public enum Language
{
    /// <summary>English.</summary>
    English,

    /// <summary>Japanese.</summary>
    Japanese,
}
