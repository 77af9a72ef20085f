namespace Ganban.Functions.Processes;

/// <summary>Where the machine's programs are.</summary>
internal static class SearchPath
{
    /// <summary>The folders that programs are looked for in, as the environment has them.</summary>
    public static string Value { get; } =
        Environment.GetEnvironmentVariable("PATH") is { Length: > 0 } path ? path : "/usr/local/bin:/usr/bin:/bin";

    /// <summary>The whole path of a program; null if there is none.</summary>
    public static string? Find(string name) => Value
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => Path.Combine(folder, name))
        .FirstOrDefault(File.Exists);
}
