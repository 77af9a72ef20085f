namespace Ganban.Functions.Runtimes;

/// <summary>How functions of a runtime are run.</summary>
public enum FunctionRuntime
{
    /// <summary>By the program <c>bootstrap</c> in their package.</summary>
    Provided,

    /// <summary>By the machine's Python.</summary>
    Python,

    /// <summary>By the machine's Node.js.</summary>
    Node,
}
