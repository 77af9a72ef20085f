using System.Text;

namespace Ganban.Inference.ModelFiles;

/// <summary>Writes metadata values as <see cref="GgufValueReader"/> reads them.</summary>
internal static class GgufValueWriter
{
    private const uint List = 9;

    private static readonly Dictionary<Type, uint> Numbers = new()
    {
        [typeof(byte)] = 0, [typeof(sbyte)] = 1, [typeof(ushort)] = 2, [typeof(short)] = 3, [typeof(uint)] = 4,
        [typeof(int)] = 5, [typeof(float)] = 6, [typeof(bool)] = 7, [typeof(string)] = 8, [typeof(ulong)] = 10,
        [typeof(long)] = 11, [typeof(double)] = 12,
    };

    /// <summary>GGUF's number of a value's type.</summary>
    /// <exception cref="ArgumentException">GGUF has none.</exception>
    public static uint TypeOf(object value) => value switch
    {
        GgufStrings => List,
        object[] lists when ElementType(lists) == List => Array.TrueForAll(lists, item => TypeOf(item) == List)
            ? List
            : throw Unknown(value),
        Array list when Numbers.ContainsKey(list.GetType().GetElementType()!) => List,
        _ => Numbers.TryGetValue(value.GetType(), out var type) ? type : throw Unknown(value),
    };

    /// <summary>Writes a value without its type.</summary>
    public static void Write(BinaryWriter writer, object value)
    {
        switch (value)
        {
            case byte number: writer.Write(number); break;
            case sbyte number: writer.Write(number); break;
            case ushort number: writer.Write(number); break;
            case short number: writer.Write(number); break;
            case uint number: writer.Write(number); break;
            case int number: writer.Write(number); break;
            case float number: writer.Write(number); break;
            case bool flag: writer.Write(flag); break;
            case string text: WriteUtf8(writer, Encoding.UTF8.GetBytes(text)); break;
            case ulong number: writer.Write(number); break;
            case long number: writer.Write(number); break;
            case double number: writer.Write(number); break;
            case GgufStrings strings: WriteStrings(writer, strings); break;
            case Array list: WriteList(writer, list); break;
            default: throw Unknown(value);
        }
    }

    /// <summary>Writes a string: its length and its bytes.</summary>
    public static void WriteUtf8(BinaryWriter writer, ReadOnlySpan<byte> bytes)
    {
        writer.Write((ulong)bytes.Length);
        writer.Write(bytes);
    }

    private static void WriteStrings(BinaryWriter writer, GgufStrings strings)
    {
        writer.Write(Numbers[typeof(string)]);
        writer.Write((ulong)strings.Count);
        for (var index = 0; index < strings.Count; index++)
        {
            WriteUtf8(writer, strings.Utf8(index));
        }
    }

    private static void WriteList(BinaryWriter writer, Array list)
    {
        writer.Write(ElementType(list));
        writer.Write((ulong)list.Length);
        foreach (var element in list)
        {
            Write(writer, element);
        }
    }

    // By the declared element, since an int[] also passes for a uint[] in a type pattern.
    private static uint ElementType(Array list) => Numbers.GetValueOrDefault(list.GetType().GetElementType()!, List);

    private static ArgumentException Unknown(object value) =>
        new($"GGUF metadata can't hold a {value.GetType().Name}.", nameof(value));
}
