namespace Ganban.Bedrock.ModelImport;

/// <summary>A model can't be imported for a reason that the one who asked can remove.</summary>
/// <param name="message">The reason, as the job tells it.</param>
internal sealed class ImportFailedException(string message) : Exception(message);
