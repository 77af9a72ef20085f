namespace Ganban.Corpus.Documents;

/// <summary>An item of a document's list.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Amount">How much of it; empty where the list doesn't say.</param>
internal sealed record Entry(string Name, string Amount)
{
    /// <summary>The entry as answers have it.</summary>
    public override string ToString() => Amount.Length == 0 ? Name : $"{Name} {Amount}";
}
