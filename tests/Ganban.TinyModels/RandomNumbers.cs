using System.Buffers.Binary;

namespace Ganban.TinyModels;

/// <summary>
/// Numbers that look random and follow from a name alone, on every machine: splitmix64 (Steele, Lea, Flood 2014),
/// started with the name's FNV-1a hash.
/// </summary>
internal sealed class RandomNumbers
{
    private ulong _state = 0xCBF29CE484222325;

    public RandomNumbers(string name)
    {
        foreach (var letter in name)
        {
            _state = (_state ^ letter) * 0x100000001B3;
        }
    }

    public ulong Next()
    {
        var mixed = _state += 0x9E3779B97F4A7C15;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }

    /// <summary>From -1 to below 1, evenly spread over the multiples of 2⁻²³.</summary>
    public float NextSigned() => ((long)(Next() >> 40) - (1 << 23)) / (float)(1 << 23);

    public void Fill(Span<byte> bytes)
    {
        Span<byte> eight = stackalloc byte[8];
        while (bytes.Length > 0)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(eight, Next());
            var count = Math.Min(8, bytes.Length);
            eight[..count].CopyTo(bytes);
            bytes = bytes[count..];
        }
    }
}
