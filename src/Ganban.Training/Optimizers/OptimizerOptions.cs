namespace Ganban.Training.Optimizers;

/// <summary>How matrices between layers are changed. Embeddings and normalisations always go by AdamW.</summary>
public enum MatrixRule
{
    /// <summary>AdamW.</summary>
    AdamW,

    /// <summary>Muon.</summary>
    Muon,
}

/// <summary>What the optimiser is set to.</summary>
public sealed record OptimizerOptions
{
    /// <summary>How matrices are changed.</summary>
    public MatrixRule MatrixRule { get; set; } = MatrixRule.AdamW;

    /// <summary>The learning rate of matrices.</summary>
    public double LearningRate { get; set; } = 1.5e-3;

    /// <summary>The learning rate of embedding and output matrix.</summary>
    public double EmbeddingLearningRate { get; set; } = 1e-3;

    /// <summary>The learning rate of normalisations.</summary>
    public double NormLearningRate { get; set; } = 1e-3;

    /// <summary>λ of matrices; embeddings and normalisations have none.</summary>
    public double WeightDecay { get; set; } = 0.02;

    /// <summary>β₁ of AdamW.</summary>
    public double Beta1 { get; set; } = 0.9;

    /// <summary>β₂ of AdamW.</summary>
    public double Beta2 { get; set; } = 0.98;

    /// <summary>ε of AdamW.</summary>
    public double Epsilon { get; set; } = 1e-8;

    /// <summary>
    /// ε of AdamW for embeddings: larger, so that rows of rare tokens, whose gradients are small, stay apart.
    /// </summary>
    public double EmbeddingEpsilon { get; set; } = 1e-5;

    /// <summary>Momentum of Muon.</summary>
    public double Momentum { get; set; } = 0.95;

    /// <summary>The longest that all gradients together may be; longer ones are cut to it. 0 for no limit.</summary>
    public double ClipNorm { get; set; } = 1;
}
