namespace Ganban.Inference.Sampling;

/// <summary>A token that may be chosen.</summary>
internal readonly record struct Candidate(float Logit, int Token) : IComparable<Candidate>
{
    /// <summary>The more likely first; the lower id first among equals.</summary>
    public int CompareTo(Candidate other) => Logit > other.Logit ? -1
        : Logit < other.Logit ? 1
        : Token.CompareTo(other.Token);
}
