namespace Ganban.Bedrock.Engines.Scripted;

/// <summary>A script can't be used. The message says where and why, without the file's name.</summary>
public sealed class ScriptException : Exception
{
    /// <summary>Creates the exception.</summary>
    public ScriptException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
