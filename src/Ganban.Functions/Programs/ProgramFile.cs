namespace Ganban.Functions.Programs;

/// <summary>A file that goes into a program's folder or comes out of it.</summary>
/// <param name="Name">Its name, without folders: 1 to 255 characters, no slash and no backslash.</param>
/// <param name="Content">What it holds.</param>
public sealed record ProgramFile(string Name, ReadOnlyMemory<byte> Content)
{
    private const int NameCharactersMax = 255;

    /// <summary>Whether a file can have a name.</summary>
    public static bool CanBeNamed(string name) =>
        name is not ("" or "." or "..")
        && name.Length <= NameCharactersMax
        && name.IndexOfAny(['/', '\\', '\0']) < 0;
}
