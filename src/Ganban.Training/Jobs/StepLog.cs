using System.Text.Json;

namespace Ganban.Training.Jobs;

/// <summary>Writes a JSON line for each step: step, loss, learning rate, tokens a second and so on.</summary>
/// <param name="path">The file; lines are added at its end. Null for none.</param>
public sealed class StepLog(string? path) : IDisposable
{
    private readonly StreamWriter? _writer = path is null ? null : new StreamWriter(path, append: true);

    /// <summary>Adds a line.</summary>
    /// <param name="step">The step.</param>
    public void Write(StepReport step)
    {
        _writer?.WriteLine(JsonSerializer.Serialize(step, PlanJson.Default.StepReport));
        _writer?.Flush();
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _writer?.Dispose();
}
