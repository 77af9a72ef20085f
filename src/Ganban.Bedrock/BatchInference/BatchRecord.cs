using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Ganban.Bedrock.Invocation;

namespace Ganban.Bedrock.BatchInference;

/// <summary>A record of a job's input: a line of a file.</summary>
/// <param name="Id">What the caller named it; null if the line has no recordId.</param>
/// <param name="ModelInput">The body, as it stands in the line.</param>
/// <param name="NamesModel">Whether the body has a modelId, which belongs to the job.</param>
internal sealed record BatchRecord(string? Id, ReadOnlyMemory<byte> ModelInput, bool NamesModel)
{
    private const int IdCharactersMax = 256;
    private const string IdAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    private const int MadeIdCharacters = 11;

    private static readonly JsonReaderOptions Options = new() { MaxDepth = FreeJson.DepthMax };
    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>Whether a line has nothing in it; it is no record.</summary>
    public static bool IsBlank(ReadOnlySpan<byte> line) => line.Trim(" \t\r"u8).IsEmpty;

    /// <summary>A line without the mark that some programs put before a file's first character.</summary>
    public static ReadOnlyMemory<byte> WithoutMark(ReadOnlyMemory<byte> line) =>
        line.Span.StartsWith(ByteOrderMark) ? line[ByteOrderMark.Length..] : line;

    /// <summary>Reads a line.</summary>
    /// <param name="line">The line, which must not be blank.</param>
    /// <param name="problem">Why it is no record; null for a record.</param>
    /// <returns>The record; null if the line is none.</returns>
    public static BatchRecord? Read(ReadOnlyMemory<byte> line, out string? problem)
    {
        try
        {
            return ReadMembers(line, out problem);
        }
        catch (JsonException)
        {
            problem = "The line is not valid JSON.";
        }
        catch (InvalidOperationException)
        {
            problem = "The line holds text that is not Unicode.";
        }

        return null;
    }

    /// <summary>The record's id, or one that is made of its place: the same after a restart.</summary>
    public string IdAt(string jobId, int file, long line)
    {
        if (Id is not null)
        {
            return Id;
        }

        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{jobId}/{file}/{line}"));
        return string.Create(
            MadeIdCharacters,
            hash,
            static (text, bytes) =>
            {
                for (var i = 0; i < text.Length; i++)
                {
                    text[i] = IdAlphabet[bytes[i] % IdAlphabet.Length];
                }
            });
    }

    private static BatchRecord? ReadMembers(ReadOnlyMemory<byte> line, out string? problem)
    {
        var reader = new Utf8JsonReader(line.Span, Options);
        string? id = null;
        ReadOnlyMemory<byte>? input = null;
        var namesModel = false;
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            problem = "The line is not a JSON object.";
            return null;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("recordId"u8))
            {
                reader.Read();
                if (id is not null || reader.TokenType != JsonTokenType.String
                    || reader.GetString() is not { Length: > 0 and <= IdCharactersMax } text)
                {
                    problem = $"recordId must occur once, as a string of 1 to {IdCharactersMax} characters.";
                    return null;
                }

                id = text;
            }
            else if (reader.ValueTextEquals("modelInput"u8))
            {
                reader.Read();
                if (input is not null || reader.TokenType != JsonTokenType.StartObject)
                {
                    problem = "modelInput must occur once, as a JSON object.";
                    return null;
                }

                input = Body(line, ref reader, out namesModel);
            }
            else if (reader.ValueTextEquals("modelId"u8))
            {
                problem = "modelId is not allowed in a record. The job's modelId holds for all of them.";
                return null;
            }
            else
            {
                reader.Skip();
            }
        }

        while (reader.Read())
        {
            // What follows the object must be nothing; the reader refuses the rest.
        }

        problem = input is null ? "modelInput is missing." : null;
        return input is { } body ? new BatchRecord(id, body, namesModel) : null;
    }

    private static ReadOnlyMemory<byte> Body(ReadOnlyMemory<byte> line, ref Utf8JsonReader reader, out bool namesModel)
    {
        var start = (int)reader.TokenStartIndex;
        namesModel = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            namesModel |= reader.ValueTextEquals("modelId"u8);
            reader.Skip();
        }

        return line[start..(int)reader.BytesConsumed];
    }
}
