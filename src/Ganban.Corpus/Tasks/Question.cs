namespace Ganban.Corpus.Tasks;

/// <summary>A question about documents.</summary>
/// <param name="Text">As it is asked.</param>
/// <param name="Answer">The answer; see <see cref="IsAnswered"/>.</param>
/// <param name="Brief">The answer without a sentence around it; empty where there is no such.</param>
/// <param name="Search">What to search for to answer it.</param>
/// <param name="Source">The index of the document that answers it; -1 when none does.</param>
internal sealed record Question(string Text, string Answer, string Brief, string Search, int Source)
{
    /// <summary>Whether a document answers it.</summary>
    public bool IsAnswered => Source >= 0;
}
