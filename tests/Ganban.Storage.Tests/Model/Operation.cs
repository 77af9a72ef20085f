using FsCheck;
using FsCheck.Fluent;

namespace Ganban.Storage.Tests.Model;

public enum Verb
{
    Create,
    Update,
    Delete,
    Append,
    DropStream,
}

/// <summary>A random write. Ids, names and streams come from small sets, so that operations often meet.</summary>
public sealed record Operation(Verb Verb, string Id, string Version, string? Name, string? Parent, bool Stale)
{
    /// <summary>Random transactions, each of one to three writes.</summary>
    public static Gen<Operation[][]> Histories()
    {
        var operation =
            from verb in Gen.Frequency(
                (5, Gen.Constant(Verb.Create)),
                (4, Gen.Constant(Verb.Update)),
                (2, Gen.Constant(Verb.Delete)),
                (2, Gen.Constant(Verb.Append)),
                (1, Gen.Constant(Verb.DropStream)))
            from id in Gen.Elements("a", "b", "c", "A")
            from version in Gen.Elements("", "1")
            from name in Gen.Elements(null, "x", "y", "z")
            from parent in Gen.Elements(null, null, "p")
            from stale in Gen.Frequency((4, Gen.Constant(false)), (1, Gen.Constant(true)))
            select new Operation(verb, id, version, name, parent, stale);
        var transaction =
            from count in Gen.Frequency((4, Gen.Constant(1)), (1, Gen.Choose(2, 3)))
            from operations in Gen.ArrayOf(operation, count)
            select operations;
        return from count in Gen.Choose(1, 40)
               from transactions in Gen.ArrayOf(transaction, count)
               select transactions;
    }

    /// <summary>The same history without one of its transactions, each in turn.</summary>
    public static IEnumerable<Operation[][]> Shrink(Operation[][] history) =>
        history.Select((_, left) => history.Where((_, i) => i != left).ToArray());
}
