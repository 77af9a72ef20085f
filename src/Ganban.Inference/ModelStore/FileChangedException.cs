namespace Ganban.Inference.ModelStore;

/// <summary>A file is not the one any more that was begun.</summary>
internal sealed class FileChangedException(string message) : Exception(message);
