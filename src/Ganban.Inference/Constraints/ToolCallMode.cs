namespace Ganban.Inference.Constraints;

/// <summary>Whether a turn must call a tool.</summary>
public enum ToolCallMode
{
    /// <summary>Free text, with calls where the model starts one.</summary>
    Auto,

    /// <summary>The turn is one or more calls.</summary>
    Required,
}
