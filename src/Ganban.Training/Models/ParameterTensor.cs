namespace Ganban.Training.Models;

/// <summary>What a tensor is for, as far as the optimiser treats it differently.</summary>
public enum ParameterKind
{
    /// <summary>A matrix between layers.</summary>
    Matrix,

    /// <summary>The token embedding or the output matrix.</summary>
    Embedding,

    /// <summary>The weights of a normalisation.</summary>
    Norm,
}

/// <summary>A tensor in the flat list of parameters.</summary>
/// <param name="Name">Its name in a GGUF file.</param>
/// <param name="Kind">What it is for.</param>
/// <param name="Offset">Where it starts.</param>
/// <param name="Rows">Rows; 1 for a vector.</param>
/// <param name="Columns">Columns.</param>
public sealed record ParameterTensor(string Name, ParameterKind Kind, int Offset, int Rows, int Columns)
{
    /// <summary>How many numbers it has.</summary>
    public int Length => Rows * Columns;
}
