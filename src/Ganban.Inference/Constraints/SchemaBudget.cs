namespace Ganban.Inference.Constraints;

/// <summary>
/// What compiling the schemas of one constraint has cost. A short schema can repeat itself by its references until it
/// is as long as one likes, so what counts is not its length.
/// </summary>
internal sealed class SchemaBudget
{
    private const int StepsMax = 1_000_000;
    private const int SizePerStep = 64;

    private int _steps;

    /// <summary>Pays for looking at one part of a schema and at <paramref name="size"/> characters.</summary>
    /// <exception cref="JsonSchemaException">The schemas cost too much.</exception>
    public void Charge(int size = 0)
    {
        _steps += 1 + (size / SizePerStep);
        if (_steps > StepsMax)
        {
            throw new JsonSchemaException(
                $"it takes more than {StepsMax} steps to follow; let references and alternatives repeat less.", "#");
        }
    }
}
