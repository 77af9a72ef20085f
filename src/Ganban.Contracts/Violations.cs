using System.Globalization;

namespace Ganban.Contracts;

/// <summary>
/// Collects every constraint that a request breaks, in the service's words: "2 validation errors detected: Value '' at
/// 'toolConfig.tools.1.member.toolSpec.name' failed to satisfy constraint: Member must have length greater than or
/// equal to 1; …". Sensitive values, lists and structures are named by their place only.
/// </summary>
public sealed class Violations
{
    private const int ShownMax = 100;
    private const int ValueCharactersMax = 256;
    private readonly List<string> _shown = [];
    private readonly List<string> _path = [];

    /// <summary>How many violations were found.</summary>
    public int Count { get; private set; }

    /// <summary>The message that reports all of them; a long list is cut after its first hundred.</summary>
    public string Message
    {
        get
        {
            var noun = Count == 1 ? "error" : "errors";
            var more = Count > _shown.Count ? $"; and {Count - _shown.Count} more" : "";
            return string.Create(
                CultureInfo.InvariantCulture, $"{Count} validation {noun} detected: {string.Join("; ", _shown)}{more}");
        }
    }

    /// <summary>Enters a member of the structure at hand.</summary>
    public void Enter(string member) => _path.Add(member);

    /// <summary>Enters a list's element; <paramref name="index"/> counts from 0.</summary>
    public void EnterElement(int index) => _path.Add((index + 1).ToString(CultureInfo.InvariantCulture) + ".member");

    /// <summary>Enters a map's value.</summary>
    public void EnterValue(string key) => _path.Add((key.Length > 128 ? key[..128] : key) + ".member");

    /// <summary>Leaves what was entered last.</summary>
    public void Leave() => _path.RemoveAt(_path.Count - 1);

    /// <summary>Checks text against its pattern, length (in characters) and enumeration.</summary>
    public void Text(string value, TextConstraint constraint)
    {
        if (constraint.IsSatisfiedBy(value))
        {
            return;
        }

        foreach (var rule in constraint.Broken(value))
        {
            Add(constraint.Sensitive ? "Value" : Describe(value), rule);
        }
    }

    /// <summary>Checks the elements of a list of texts: the service reports them together, at the list.</summary>
    public void Texts(IReadOnlyList<string> values, TextConstraint constraint)
    {
        foreach (var value in values)
        {
            if (value is not null && !constraint.IsSatisfiedBy(value))
            {
                Add(
                    constraint.Sensitive ? "Value" : Describe($"[{string.Join(", ", values)}]"),
                    $"Member must satisfy constraint: [{string.Join(", ", constraint.Rules)}]");
                return;
            }
        }
    }

    /// <summary>Checks the keys of a map: the service reports them together, at the map.</summary>
    public void Keys(IEnumerable<string> keys, TextConstraint constraint)
    {
        if (keys.Any(key => !constraint.IsSatisfiedBy(key)))
        {
            Add("Value", $"Map keys must satisfy constraint: [{string.Join(", ", constraint.Rules)}]");
        }
    }

    /// <summary>Checks how many elements a list, map or blob has.</summary>
    public void Length(int length, long min, long max)
    {
        if (length < min)
        {
            Add("Value", TextConstraint.AtLeast(min));
        }
        else if (length > max)
        {
            Add("Value", TextConstraint.AtMost(max));
        }
    }

    /// <summary>Checks a number's range.</summary>
    public void Range(double value, double min, double max)
    {
        if (value >= min && value <= max)
        {
            return;
        }

        var (words, bound) = value > max ? ("less", max) : ("greater", min);
        Add(
            Describe(value.ToString("R", CultureInfo.InvariantCulture)),
            string.Create(CultureInfo.InvariantCulture, $"Member must have value {words} than or equal to {bound}"));
    }

    /// <summary>Adds a ready sentence.</summary>
    public void Add(string violation)
    {
        Count++;
        if (_shown.Count < ShownMax)
        {
            _shown.Add(violation);
        }
    }

    internal static string NotNull(string path) =>
        $"Value null at '{path}' failed to satisfy constraint: Member must not be null";

    internal static string Describe(string value) =>
        $"Value '{(value.Length > ValueCharactersMax ? value[..ValueCharactersMax] + "…" : value)}'";

    private void Add(string subject, string rule) =>
        Add($"{subject} at '{string.Join('.', _path)}' failed to satisfy constraint: {rule}");
}
