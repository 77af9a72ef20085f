using Ganban.Bedrock.Engines;
using Ganban.Protocol.Pipeline;

namespace Ganban.Bedrock.Invocation;

/// <summary>Tells which engine answered: in the response's headers and in the invocation's notes.</summary>
internal static class AnsweredBy
{
    /// <summary>Notes the engine that answers.</summary>
    public static void Note(EngineUsed used, OperationContext context)
    {
        var notes = context.Notes<InvocationNotes>();
        notes.Engine = used.Name;
        context.Header(ModelEngines.Header, used.Name);
        if (used.StoodInFor.Count > 0)
        {
            notes.StoodInFor = null; // Of several answers, the last tells.
            NoteFallback(used.StoodInFor, context);
        }
    }

    /// <summary>Notes engines that should have answered, before those that are noted already.</summary>
    public static void NoteFallback(IReadOnlyList<string> missed, OperationContext context)
    {
        var notes = context.Notes<InvocationNotes>();
        var names = string.Join(", ", missed);
        notes.StoodInFor = notes.StoodInFor is { } noted ? $"{names}, {noted}" : names;
        context.Header(ModelEngines.FallbackHeader, notes.StoodInFor);
    }
}
