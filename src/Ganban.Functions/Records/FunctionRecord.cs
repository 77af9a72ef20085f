using Ganban.Storage;

namespace Ganban.Functions.Records;

/// <summary>
/// A function as it is stored: its changeable version under an empty version label, or one that was published, under
/// its number. Id and name are the function's name; times are the store's.
/// </summary>
/// <param name="Runtime">Such as <c>python3.12</c>.</param>
/// <param name="Handler">What is called: <c>module.function</c>, or what a bootstrap makes of it.</param>
/// <param name="Role">The role that was named; kept, not used.</param>
/// <param name="TimeoutSeconds">How long a call may take.</param>
/// <param name="MemoryMegabytes">How much memory it has, in MiB.</param>
/// <param name="Code">Its code.</param>
/// <param name="RevisionId">Changes with every update.</param>
public sealed record FunctionRecord(
    string Runtime,
    string Handler,
    string Role,
    int TimeoutSeconds,
    int MemoryMegabytes,
    FunctionCode Code,
    string RevisionId)
{
    /// <summary>What the user says about it.</summary>
    public string Description { get; init; } = "";

    /// <summary>Its environment variables; null if none were given.</summary>
    public IReadOnlyDictionary<string, string>? Variables { get; init; }

    /// <summary>The architecture that was named.</summary>
    public string Architecture { get; init; } = "x86_64";

    /// <summary>The size of <c>/tmp</c> that was asked for, in MiB; kept, not enforced.</summary>
    public int StorageMegabytes { get; init; } = 512;

    /// <summary>The statements of its policy, each as JSON, in the order in which they were added.</summary>
    public IReadOnlyList<FunctionPermission> Permissions { get; init; } = [];

    /// <summary>The number of the version that was published last; 0 if none was.</summary>
    public int LastVersion { get; init; }

    /// <summary>The most calls of all its versions at once; null: no such limit.</summary>
    public int? ReservedConcurrency { get; init; }

    /// <summary>When code or configuration were changed last.</summary>
    public DateTimeOffset ModifiedAt { get; init; }

    /// <summary>The documents.</summary>
    public static DocumentKind<FunctionRecord> Kind { get; } = new("function", FunctionsJson.Default.FunctionRecord);
}
