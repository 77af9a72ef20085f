namespace Ganban.Storage.Tests.Model;

/// <summary>The store as a plain list and a dictionary: what it must be observed to do.</summary>
public sealed class StoreModel
{
    // A revision that the transaction under way gives and that nobody can know yet.
    private const long Unknown = -1;

    private List<Document> _documents = [];
    private Dictionary<string, int> _streams = [];

    public sealed record Document(string Id, string Version, string? Name, string? Parent, int Count, long Revision);

    /// <summary>Documents in order of creation.</summary>
    public IReadOnlyList<Document> Documents => _documents;

    public IReadOnlyDictionary<string, int> Streams => _streams;

    public Document? Find(string id, string version) =>
        _documents.Find(document => document.Id == id && document.Version == version);

    /// <summary>The revision that an operation expects, given what was committed before its transaction.</summary>
    public long Expected(Operation operation) =>
        Find(operation.Id, operation.Version) is { } current ? current.Revision - (operation.Stale ? 1 : 0) : 0;

    /// <summary>
    /// Applies a transaction and returns null, or changes nothing and returns the type of the exception.
    /// </summary>
    /// <param name="operations">The operations, each with the revision it expects.</param>
    public Type? Apply(IEnumerable<(Operation Operation, long Expected)> operations)
    {
        var (documents, streams) = (_documents.ToList(), _streams.ToDictionary());
        foreach (var (operation, expected) in operations)
        {
            if (Apply(operation, expected) is { } failure)
            {
                (_documents, _streams) = (documents, streams);
                return failure;
            }
        }

        return null;
    }

    /// <summary>Fills in the revisions that the committed transaction gave: the last one of each document.</summary>
    public void Learn(Operation[] operations, IReadOnlyList<long> numbers)
    {
        foreach (var (operation, number) in operations.Zip(numbers))
        {
            var at = _documents.FindIndex(item => item.Id == operation.Id && item.Version == operation.Version);
            if (at >= 0 && operation.Verb is Verb.Create or Verb.Update)
            {
                _documents[at] = _documents[at] with { Revision = number };
            }
        }
    }

    public IEnumerable<string> Ids(ListSort sort)
    {
        var byName = _documents.OrderBy(document => document.Name ?? "", StringComparer.Ordinal);
        var ascending = sort is ListSort.NameAscending or ListSort.NameDescending ? byName.ToList() : _documents;
        var ids = ascending.Select(document => $"{document.Id}/{document.Version}");
        return sort is ListSort.NameDescending or ListSort.CreatedDescending ? ids.Reverse() : ids;
    }

    private Type? Apply(Operation operation, long expected)
    {
        var at = _documents.FindIndex(item => item.Id == operation.Id && item.Version == operation.Version);
        var isNameTaken = operation.Name is not null && _documents.Exists(other =>
            other.Id != operation.Id && other.Name == operation.Name && other.Parent == operation.Parent);
        switch (operation.Verb)
        {
            case Verb.Create when at >= 0 || isNameTaken:
                return typeof(ResourceExistsException);
            case Verb.Create:
                _documents.Add(new(operation.Id, operation.Version, operation.Name, operation.Parent, 0, Unknown));
                return null;
            case Verb.Update when at < 0 || _documents[at].Revision != expected:
                return typeof(RevisionConflictException);
            case Verb.Update when isNameTaken:
                return typeof(ResourceExistsException);
            case Verb.Update:
                _documents[at] = _documents[at] with
                {
                    Name = operation.Name,
                    Parent = operation.Parent,
                    Count = _documents[at].Count + 1,
                    Revision = Unknown,
                };
                return null;
            case Verb.Delete when at >= 0:
                _documents.RemoveAt(at);
                return null;
            case Verb.Append:
                _streams[operation.Id] = _streams.GetValueOrDefault(operation.Id) + 1;
                return null;
            case Verb.DropStream:
                _streams.Remove(operation.Id);
                return null;
            default:
                return null;
        }
    }
}
