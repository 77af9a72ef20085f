namespace Ganban.Inference.ModelFiles;

/// <summary>
/// The key-value part of a GGUF file. Values are boxed numbers of the type in the file, <see cref="bool"/>,
/// <see cref="string"/>, arrays of numbers or booleans, <see cref="GgufStrings"/> (or string arrays, where the metadata
/// was not read from a file), or arrays of such lists. `Get…` demands
/// a key, `Find…` answers null where it is missing; both refuse a value of the wrong kind or out of range by
/// <see cref="ModelFileException"/>.
/// </summary>
/// <param name="values">Key to value.</param>
public sealed class GgufMetadata(IReadOnlyDictionary<string, object> values)
{
    /// <summary>All values by key.</summary>
    public IReadOnlyDictionary<string, object> Values { get; } = values;

    /// <summary>A string, or null.</summary>
    /// <param name="key">Its key.</param>
    public string? FindString(string key) => Find<string>(key, "a string");

    /// <summary>A string.</summary>
    /// <param name="key">Its key.</param>
    public string GetString(string key) => FindString(key) ?? throw Missing(key);

    /// <summary>A boolean, or null.</summary>
    /// <param name="key">Its key.</param>
    public bool? FindBoolean(string key) =>
        Values.TryGetValue(key, out var value) ? value as bool? ?? throw Wrong(key, value, "a boolean") : null;

    /// <summary>A whole number of any width, or null.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="minimum">The least it may be.</param>
    /// <param name="maximum">The most it may be.</param>
    public long? FindInteger(string key, long minimum, long maximum)
    {
        if (!Values.TryGetValue(key, out var value))
        {
            return null;
        }

        if (!TryInteger(value, out var number))
        {
            throw Wrong(key, value, "a whole number");
        }

        return number >= minimum && number <= maximum
            ? number
            : throw new ModelFileException($"'{key}' is {number}; it must be {minimum} to {maximum}.");
    }

    /// <summary>A whole number of any width.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="minimum">The least it may be.</param>
    /// <param name="maximum">The most it may be.</param>
    public long GetInteger(string key, long minimum, long maximum) =>
        FindInteger(key, minimum, maximum) ?? throw Missing(key);

    /// <summary>A finite number, or null.</summary>
    /// <param name="key">Its key.</param>
    public double? FindNumber(string key)
    {
        if (!Values.TryGetValue(key, out var value))
        {
            return null;
        }

        double? number = value switch
        {
            float single => single,
            double wide => wide,
            _ => TryInteger(value, out var integer) ? integer : null,
        };
        return number is { } found && double.IsFinite(found) ? number : throw Wrong(key, value, "a finite number");
    }

    /// <summary>A finite number.</summary>
    /// <param name="key">Its key.</param>
    public double GetNumber(string key) => FindNumber(key) ?? throw Missing(key);

    /// <summary>A list of strings, or null. From a file each is made when it is asked for: keep what is needed often.
    /// </summary>
    /// <param name="key">Its key.</param>
    public IReadOnlyList<string>? FindStrings(string key) => Find<IReadOnlyList<string>>(key, "a list of strings");

    /// <summary>A list of strings; see <see cref="FindStrings"/>.</summary>
    /// <param name="key">Its key.</param>
    public IReadOnlyList<string> GetStrings(string key) => FindStrings(key) ?? throw Missing(key);

    /// <summary>A list of strings as UTF-8, which takes no string for each.</summary>
    /// <param name="key">Its key.</param>
    public GgufStrings GetUtf8Strings(string key)
    {
        var strings = GetStrings(key);
        return strings as GgufStrings ?? GgufStrings.From(strings);
    }

    /// <summary>A list of floating-point numbers.</summary>
    /// <param name="key">Its key.</param>
    public IReadOnlyList<float> GetNumbers(string key) =>
        Find<float[]>(key, "a list of F32 numbers") ?? throw Missing(key);

    /// <summary>A list of 32-bit whole numbers, or null.</summary>
    /// <param name="key">Its key.</param>
    public IReadOnlyList<int>? FindIntegers(string key)
    {
        // By the exact type, since an int[] also passes for a uint[] in a type pattern, and the other way round.
        var value = Values.GetValueOrDefault(key);
        if (value is null || value.GetType() == typeof(int[]))
        {
            return (int[]?)value;
        }

        return value.GetType() == typeof(uint[]) && Array.TrueForAll((uint[])value, number => number <= int.MaxValue)
            ? Array.ConvertAll((uint[])value, number => (int)number)
            : throw Wrong(key, value, "a list of 32-bit whole numbers");
    }

    private static bool TryInteger(object value, out long number)
    {
        (var whole, number) = value switch
        {
            byte narrow => (true, (long)narrow),
            sbyte narrow => (true, narrow),
            ushort narrow => (true, narrow),
            short narrow => (true, narrow),
            uint narrow => (true, narrow),
            int narrow => (true, narrow),
            long wide => (true, wide),
            ulong wide and <= long.MaxValue => (true, (long)wide),
            _ => (false, 0),
        };
        return whole;
    }

    private static ModelFileException Missing(string key) => new($"The file's metadata has no '{key}'.");

    private static ModelFileException Wrong(string key, object value, string wanted) =>
        new($"'{key}' in the file's metadata must be {wanted}, but is {Describe(value)}.");

    private static string Describe(object value) => value switch
    {
        string => "a string",
        bool => "a boolean",
        IReadOnlyList<string> => "a list of strings",
        object[] => "a list of lists",
        Array list => $"a list of {list.GetType().GetElementType()!.Name}",
        _ => $"a {value.GetType().Name}",
    };

    private T? Find<T>(string key, string wanted)
        where T : class =>
        Values.TryGetValue(key, out var value) ? value as T ?? throw Wrong(key, value, wanted) : null;
}
