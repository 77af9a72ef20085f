namespace Ganban.Inference.Embeddings;

/// <summary>One feature of a text: what it spells, and how much it says compared with others.</summary>
/// <param name="Text">The feature with a first character that tells its kind.</param>
/// <param name="Weight">Its weight, positive.</param>
/// <param name="IsToken">True where it counts as a token of usage.</param>
internal readonly record struct LexicalFeature(string Text, float Weight, bool IsToken);
