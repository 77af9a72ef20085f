namespace Ganban.Inference.Tokenizers;

/// <summary>
/// The characters by which byte-level vocabularies spell bytes, as GPT-2 does: bytes that are visible characters of
/// Latin-1 stand for themselves, the other 68 are U+0100 to U+0143 in order.
/// </summary>
internal static class ByteAlphabet
{
    private static readonly char[] Characters = [.. Enumerable.Range(0, 256).Select(CharacterOf)];
    private static readonly short[] Bytes = [.. Enumerable.Range(0, 0x144).Select(ByteOf)];

    public static char GetCharacter(byte value) => Characters[value];

    public static bool TryGetByte(int character, out byte value)
    {
        var found = character < Bytes.Length ? Bytes[character] : (short)-1;
        value = (byte)found;
        return found >= 0;
    }

    private static char CharacterOf(int value) => value switch
    {
        <= 0x20 => (char)(0x100 + value),
        >= 0x7F and <= 0xA0 => (char)(0x121 + value - 0x7F),
        0xAD => (char)0x143,
        _ => (char)value,
    };

    private static short ByteOf(int character) => (short)Array.IndexOf(Characters, (char)character);
}
