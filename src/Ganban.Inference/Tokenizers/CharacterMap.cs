using System.Buffers.Binary;
using System.Text;
using Ganban.Inference.ModelFiles;

namespace Ganban.Inference.Tokenizers;

/// <summary>
/// SentencePiece's normalization as it stands in a file (tokenizer.ggml.precompiled_charsmap): a tree of byte
/// sequences, each with what replaces it, in a double array of the form that darts-clone writes, behind its length in
/// bytes and before the replacements, which end with zero bytes. A unit of the array holds the byte that leads to it,
/// whether a sequence ends there, and the offset to XOR its place with to get to the next.
/// </summary>
internal sealed class CharacterMap
{
    private const int BytesMax = 16 * 1024 * 1024;

    // Longer than any sequence of a real map; bounds the work per byte of text on a made-up one.
    private const int SequenceBytesMax = 256;

    private readonly uint[] _units;
    private readonly byte[] _replacements;

    private CharacterMap(uint[] units, byte[] replacements)
    {
        _units = units;
        _replacements = replacements;
        CheckReachable();
    }

    /// <summary>Reads a file's map.</summary>
    /// <returns>The map, or null where the file has none.</returns>
    /// <exception cref="ModelFileException">It is broken.</exception>
    public static CharacterMap? FromMetadata(GgufMetadata metadata)
    {
        const string Key = "tokenizer.ggml.precompiled_charsmap";
        if (!metadata.Values.TryGetValue(Key, out var value))
        {
            return null;
        }

        // By the exact type, since a sbyte[] also passes for a byte[] in a type pattern.
        var bytes = value.GetType() == typeof(byte[]) ? (byte[])value
            : value.GetType() == typeof(sbyte[]) ? Array.ConvertAll((sbyte[])value, number => (byte)number)
            : throw new ModelFileException($"'{Key}' must be a list of bytes.");
        if (bytes.Length == 0)
        {
            return null;
        }

        var length = bytes.Length is < sizeof(uint) or > BytesMax ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        if (length is 0 || length % sizeof(uint) != 0 || length >= bytes.Length - sizeof(uint) || bytes[^1] != 0)
        {
            throw Broken("its parts don't fit its length");
        }

        var units = new uint[length / sizeof(uint)];
        for (var unit = 0; unit < units.Length; unit++)
        {
            units[unit] = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan((unit + 1) * sizeof(uint)));
        }

        return new CharacterMap(units, bytes[(sizeof(uint) + (int)length)..]);
    }

    /// <summary>Replaces the longest sequence at each place.</summary>
    public string Map(string text)
    {
        var input = Encoding.UTF8.GetBytes(text);
        var output = new List<byte>(input.Length + 16);
        for (var place = 0; place < input.Length;)
        {
            var (length, offset) = LongestAt(input.AsSpan(place));
            if (length > 0)
            {
                var replacement = _replacements.AsSpan(offset);
                output.AddRange(replacement[..replacement.IndexOf((byte)0)]);
                place += length;
                continue;
            }

            Rune.DecodeFromUtf8(input.AsSpan(place), out var rune, out length);
            if (rune == Rune.ReplacementChar)
            {
                // Also what a sequence that ended within a character left of it.
                output.AddRange([0xEF, 0xBF, 0xBD]);
                place += length;
                continue;
            }

            output.AddRange(input.AsSpan(place, length));
            place += length;
        }

        return Encoding.UTF8.GetString([.. output]);
    }

    private static ModelFileException Broken(string why) =>
        new($"The normalization (tokenizer.ggml.precompiled_charsmap) is broken: {why}.");

    private static uint OffsetOf(uint unit) => (unit >> 10) << (int)((unit & (1u << 9)) >> 6);

    private static uint LabelOf(uint unit) => unit & ((1u << 31) | 0xFF);

    private static bool EndsSequence(uint unit) => (unit & (1u << 8)) != 0;

    private (int Length, int Offset) LongestAt(ReadOnlySpan<byte> input)
    {
        var found = (Length: 0, Offset: 0);
        var node = OffsetOf(_units[0]);
        for (var length = 1; length <= Math.Min(input.Length, SequenceBytesMax); length++)
        {
            var label = input[length - 1];
            node ^= label;
            if (label == 0 || node >= _units.Length || LabelOf(_units[node]) != label)
            {
                break;
            }

            var unit = _units[node];
            node ^= OffsetOf(unit);
            if (EndsSequence(unit))
            {
                found = (length, (int)(_units[node] & int.MaxValue));
            }
        }

        return found;
    }

    // Every unit that a walk from the root can reach, once each, however the units point at each other.
    private void CheckReachable()
    {
        var seen = new bool[_units.Length];
        var open = new Stack<uint>([0]);
        while (open.TryPop(out var place))
        {
            var children = place ^ OffsetOf(_units[place]);
            if (children >= _units.Length)
            {
                throw Broken("it points out of its table");
            }

            if (place != 0 && EndsSequence(_units[place])
                && (_units[children] & int.MaxValue) >= _replacements.Length)
            {
                throw Broken("it names a replacement that it doesn't have");
            }

            for (uint label = 1; label < 256; label++)
            {
                var child = children ^ label;
                if (child < _units.Length && !seen[child] && LabelOf(_units[child]) == label)
                {
                    seen[child] = true;
                    open.Push(child);
                }
            }
        }
    }
}
