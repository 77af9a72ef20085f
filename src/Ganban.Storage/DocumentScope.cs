namespace Ganban.Storage;

/// <summary>Who the documents of a kind belong to.</summary>
public enum DocumentScope
{
    /// <summary>To one account in one region; the usual case.</summary>
    Regional,

    /// <summary>To the server as a whole (credentials, settings); used with <see cref="Tenant.Global"/> only.</summary>
    Global,
}
