namespace Ganban.Inference.Constraints;

/// <summary>A JSON schema can't be followed: it is malformed, too large, or no value satisfies it.</summary>
public sealed class JsonSchemaException : Exception
{
    /// <summary>A fault at <paramref name="path"/>, a JSON pointer into the schema.</summary>
    public JsonSchemaException(string message, string path)
        : base($"JSON schema at '{path}': {message}")
    {
        Path = path;
    }

    /// <summary>The JSON pointer to the place; '#' is the whole schema.</summary>
    public string Path { get; }
}
