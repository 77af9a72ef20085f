namespace Ganban.Corpus.Drawing;

/// <summary>
/// What a conversation is for. Nothing of what is held out, be it a name, a wording or a layout, is ever drawn for
/// <see cref="Train"/>.
/// </summary>
public enum Split
{
    /// <summary>To train on.</summary>
    Train,

    /// <summary>To measure with names, values and tool names held out, in wordings and layouts of training.</summary>
    Known,

    /// <summary>To measure with wordings and layouts held out too, whole families of them.</summary>
    Unseen,
}
