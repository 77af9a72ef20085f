namespace Ganban.Server.Hosting;

/// <summary>Where a password is.</summary>
/// <param name="Given">The password itself; empty for none.</param>
/// <param name="Variable">The environment variable that holds it; empty for none.</param>
/// <param name="File">The file that holds it alone; empty for none.</param>
internal readonly record struct PasswordPlace(string Given, string Variable, string File)
{
    /// <summary>What is wrong with it; null if nothing is.</summary>
    public string? Problem =>
        File.Length > 0 && !System.IO.File.Exists(File) ? $"PasswordFile names no file: '{File}'."
        : Variable.Length > 0 && Environment.GetEnvironmentVariable(Variable) is null
            ? $"PasswordVariable names no environment variable: '{Variable}'."
        : null;

    /// <summary>Its name, without the password.</summary>
    public override string ToString() => nameof(PasswordPlace);

    /// <summary>The password; null where there is none.</summary>
    public string? Read() =>
        Variable.Length > 0 ? Environment.GetEnvironmentVariable(Variable)
        : File.Length > 0 ? System.IO.File.ReadAllText(File).Trim()
        : Given.Length > 0 ? Given
        : null;
}
