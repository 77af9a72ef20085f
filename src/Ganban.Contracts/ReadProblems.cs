namespace Ganban.Contracts;

/// <summary>
/// What reading a request found missing. Places are kept as byte offsets and become field paths only when somebody
/// asks, so that a good request pays nothing.
/// </summary>
public sealed class ReadProblems
{
    private const int CountMax = 10_000;
    private readonly List<(long Offset, string? Member)> _missing = [];
    private readonly List<string> _texts = [];

    /// <summary>Notes that the object which starts at <paramref name="offset"/> lacks a required member.</summary>
    /// <param name="offset">The byte offset of the object, or of the null element itself.</param>
    /// <param name="member">The member's name; null when the value at the offset itself is a null that may not
    /// be.</param>
    internal void Missing(long offset, string? member)
    {
        if (_missing.Count < CountMax)
        {
            _missing.Add((offset, member));
        }
    }

    /// <summary>Notes a required header or query parameter that is absent.</summary>
    public void Missing(string member) => _texts.Add(Violations.NotNull(member));

    internal void Add(string text) => _texts.Add(text);

    /// <summary>Moves everything found into <paramref name="violations"/>.</summary>
    /// <param name="violations">Receives one entry per problem.</param>
    /// <param name="json">The body that was read.</param>
    public void MoveTo(Violations violations, ReadOnlySpan<byte> json)
    {
        foreach (var text in _texts)
        {
            violations.Add(text);
        }

        if (_missing.Count == 0)
        {
            return;
        }

        var paths = FieldPath.Resolve(json, [.. _missing.Select(problem => problem.Offset)]);
        foreach (var (offset, member) in _missing)
        {
            var path = paths.GetValueOrDefault(offset, "");
            violations.Add(Violations.NotNull(member is null ? path : path.Length == 0 ? member : path + "." + member));
        }
    }
}
