using System.Collections;
using System.Text;

namespace Ganban.Inference.ModelFiles;

/// <summary>
/// A list of strings of a model file, kept as the file has them. A vocabulary of 150,000 tokens is opened without a
/// managed string for each; one is made whenever an element is read as such.
/// </summary>
public sealed class GgufStrings : IReadOnlyList<string>
{
    /// <summary>Bytes before each string: its length, as the file has it.</summary>
    internal const int GapBytes = sizeof(ulong);

    private readonly byte[] _bytes;
    private readonly int[] _ends;

    /// <param name="bytes">All strings, each with <see cref="GapBytes"/> before it.</param>
    /// <param name="ends">Where each ends, ascending.</param>
    internal GgufStrings(byte[] bytes, int[] ends)
    {
        _bytes = bytes;
        _ends = ends;
    }

    /// <summary>How many there are.</summary>
    public int Count => _ends.Length;

    /// <summary>A string; a new one at each call. What is not UTF-8 reads as U+FFFD.</summary>
    /// <param name="index">Which, from 0.</param>
    public string this[int index] => Encoding.UTF8.GetString(Utf8(index));

    /// <summary>A string's bytes, without a copy: UTF-8, unless the file is broken.</summary>
    /// <param name="index">Which, from 0.</param>
    public ReadOnlySpan<byte> Utf8(int index) =>
        _bytes.AsSpan(((index == 0 ? 0 : _ends[index - 1]) + GapBytes).._ends[index]);

    /// <summary>Takes strings over.</summary>
    /// <param name="strings">The strings; lone surrogates become U+FFFD.</param>
    public static GgufStrings From(IReadOnlyList<string> strings)
    {
        ArgumentNullException.ThrowIfNull(strings);
        var ends = new int[strings.Count];
        var bytes = new byte[strings.Sum(text => GapBytes + Encoding.UTF8.GetByteCount(text))];
        var end = 0;
        for (var index = 0; index < ends.Length; index++)
        {
            end += GapBytes + Encoding.UTF8.GetBytes(strings[index], bytes.AsSpan(end + GapBytes));
            ends[index] = end;
        }

        return new GgufStrings(bytes, ends);
    }

    /// <inheritdoc/>
    public IEnumerator<string> GetEnumerator()
    {
        for (var index = 0; index < Count; index++)
        {
            yield return this[index];
        }
    }

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
