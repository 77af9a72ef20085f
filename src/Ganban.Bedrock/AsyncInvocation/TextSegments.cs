using System.Runtime.CompilerServices;

namespace Ganban.Bedrock.AsyncInvocation;

/// <summary>Cuts a text of any length into segments, between words where that is possible.</summary>
internal static class TextSegments
{
    /// <summary>The segments in order; none is empty, together they are the text.</summary>
    public static async IAsyncEnumerable<TextSegment> Read(
        TextReader text, int charactersMax, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var buffer = new char[charactersMax + 1];
        var (held, start, index) = (0, 0L, 0);
        while (true)
        {
            held += await text.ReadBlockAsync(buffer.AsMemory(held), cancellationToken);
            if (held == 0)
            {
                yield break;
            }

            var length = held <= charactersMax ? held : LengthOf(buffer.AsSpan(0, charactersMax));
            yield return new TextSegment(index++, start, new string(buffer, 0, length));
            buffer.AsSpan(length, held - length).CopyTo(buffer);
            (held, start) = (held - length, start + length);
        }
    }

    private static int LengthOf(ReadOnlySpan<char> full)
    {
        for (var i = full.Length - 1; i > 0; i--)
        {
            if (char.IsWhiteSpace(full[i]))
            {
                return i + 1;
            }
        }

        // A word without an end is cut, but not through a character.
        return char.IsHighSurrogate(full[^1]) && full.Length > 1 ? full.Length - 1 : full.Length;
    }
}

/// <summary>A segment of a text.</summary>
/// <param name="Index">Its number from 0.</param>
/// <param name="Start">The position of its first character in the text, from 0.</param>
/// <param name="Text">Its text.</param>
internal sealed record TextSegment(int Index, long Start, string Text);
