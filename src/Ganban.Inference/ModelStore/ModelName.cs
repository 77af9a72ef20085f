using System.Text.RegularExpressions;

namespace Ganban.Inference.ModelStore;

/// <summary>
/// Names of stored models and of their files. What passes here is one name of a folder or file on every system, never a
/// way out of the folder it is put into.
/// </summary>
public static partial class ModelName
{
    /// <summary>Whether a stored model may be called so: 1 to 96 letters, digits, dots, hyphens, underscores.</summary>
    /// <param name="name">The name.</param>
    public static bool IsValid(string name) => Name().IsMatch(name) && !name.Contains("..", StringComparison.Ordinal);

    /// <summary>Checks a name.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The name.</returns>
    /// <exception cref="ModelStoreException">It can't be one.</exception>
    public static string Check(string name) => IsValid(name)
        ? name
        : throw new ModelStoreException($"'{name}' can't be the name of a model: 1 to 96 letters, digits, dots, hyphens and "
            + "underscores are allowed, the first a letter or digit.");

    /// <summary>Makes a name of a text by replacing what is not allowed.</summary>
    /// <param name="text">A file's or a repository's name.</param>
    public static string From(string text)
    {
        var name = NotAllowed().Replace(text, "-").Trim('-', '.', '_').Replace("..", ".", StringComparison.Ordinal);
        return Check(name.Length > 96 ? name[..96] : name);
    }

    /// <summary>The last part of a path that a server named.</summary>
    /// <param name="path">A path with slashes.</param>
    /// <exception cref="ModelStoreException">A part of it could lead out of a folder, or is hidden.</exception>
    public static string FileOf(string path)
    {
        var parts = path.Split('/');
        return parts.Length <= 8 && Array.TrueForAll(parts, part => FilePart().IsMatch(part))
            ? parts[^1]
            : throw new ModelStoreException($"The server names a file '{path}', which can't be kept under this name.");
    }

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]{0,95}\z")]
    private static partial Regex Name();

    [GeneratedRegex("[^A-Za-z0-9._-]+")]
    private static partial Regex NotAllowed();

    [GeneratedRegex(@"^[A-Za-z0-9_][A-Za-z0-9._ +()@=,-]{0,199}\z")]
    private static partial Regex FilePart();
}
