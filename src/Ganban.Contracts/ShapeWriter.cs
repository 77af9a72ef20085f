using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Ganban.Contracts;

/// <summary>The few JSON forms that Utf8JsonWriter lacks.</summary>
public static class ShapeWriter
{
    /// <summary>How the contract's JSON is written: compact, text unescaped where JSON allows it.</summary>
    public static JsonWriterOptions Options { get; } = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    /// <summary>Writes a time as ISO 8601.</summary>
    public static void WriteTimestamp(this Utf8JsonWriter writer, DateTimeOffset value) =>
        writer.WriteStringValue(Timestamps.Format(value));

    /// <summary>
    /// Writes a floating-point number; those that JSON can't hold travel as "NaN", "Infinity" and "-Infinity".
    /// </summary>
    public static void WriteFloat(this Utf8JsonWriter writer, double value)
    {
        if (double.IsFinite(value))
        {
            writer.WriteNumberValue(value);
        }
        else
        {
            writer.WriteStringValue(value.ToString(CultureInfo.InvariantCulture));
        }
    }

    /// <summary>Writes a single-precision number with the digits that single precision has.</summary>
    public static void WriteFloat(this Utf8JsonWriter writer, float value)
    {
        if (float.IsFinite(value))
        {
            writer.WriteNumberValue(value);
        }
        else
        {
            writer.WriteStringValue(value.ToString(CultureInfo.InvariantCulture));
        }
    }
}
